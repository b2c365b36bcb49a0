using MediaNest.Auth.Tests.App;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Tests.Passwords;

public sealed class ChangePasswordTests
{
    [Fact]
    public async Task OtherSessionsEndAndThisOneGoesOn()
    {
        await using var app = await AuthApp.StartAsync();
        var here = await app.CreateAdminAsync();
        var elsewhere = await app.LoginAsync(rememberMe: true);

        (await ChangeAsync(app.As(here))).Status.ShouldBe(200);

        (await app.As(here).GetAsync("/api/v1/auth/session")).Status.ShouldBe(200);
        (await app.As(elsewhere).GetAsync("/api/v1/auth/session")).ShouldFail(401, "SESSION_INVALID");
        (await app.Anonymous.PostAsync("/api/v1/auth/refresh", new { rememberToken = elsewhere["rememberToken"] })).ShouldFail(401, "SESSION_INVALID");
        (await app.LoginAsync()).ShouldFail(401, "INVALID_CREDENTIALS");
        (await app.LoginAsync(password: Forgetful.NewPassword)).Status.ShouldBe(200);
        await MediaNest.Testing.Eventually.Async(
            () => app.Mail.To(Household.AdminEmail).Any(mail => mail.Header("Subject") == "Your MediaNest password was changed"), MediaNest.Testing.Eventually.Patience, "its owner is told");
    }

    [Fact]
    public async Task WrongCurrentPasswordCountsTowardsTheLockout()
    {
        await using var app = await AuthApp.StartAsync();
        var client = app.As(await app.CreateAdminAsync());

        for (var i = 0; i < 5; i++)
        {
            (await ChangeAsync(client, current: "Wrong-Password-1")).ShouldFail(401, "INVALID_CREDENTIALS");
        }

        (await ChangeAsync(client)).ShouldFail(423, "ACCOUNT_LOCKED").GetProperty("retryAfter").GetInt32().ShouldBeGreaterThan(1700);
        (await app.LoginAsync()).ShouldFail(423, "ACCOUNT_LOCKED");
        (await app.EventsAsync("SecurityAlertRaised")).ShouldContain(alert => alert.GetProperty("kind").GetString() == "account-locked");

        app.Clock.Advance(TimeSpan.FromMinutes(31));
        (await ChangeAsync(client)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task GuessesAtOnceAreNoMoreThanFive()
    {
        await using var app = await AuthApp.StartAsync();
        var client = app.As(await app.CreateAdminAsync());

        var answers = await Task.WhenAll(Enumerable.Range(0, 15).Select(n => ChangeAsync(client, current: $"Guess-Number-{n}")));

        answers.Count(answer => answer.Status == 401).ShouldBe(5);
        answers.Count(answer => answer.Status == 423).ShouldBe(10);
    }

    [Fact]
    public async Task EverythingWrongWithThePasswordIsToldAtOnce()
    {
        await using var app = await AuthApp.StartAsync();
        var client = app.As(await app.CreateAdminAsync());

        var details = (await ChangeAsync(client, next: "pass")).ShouldFail(400, "VALIDATION_ERROR").GetProperty("details").EnumerateArray().ToList();

        details.ShouldAllBe(detail => detail.GetProperty("field").GetString() == "newPassword");
        // too short, no upper case, no digit, no symbol, common
        details.Count.ShouldBe(5);
        (await ChangeAsync(client, next: new string('x', 200))).ShouldFail(400, "VALIDATION_ERROR").GetProperty("details").GetArrayLength().ShouldBe(4);
        (await client.PostAsync("/api/v1/auth/change-password", new { })).ShouldFail(400, "VALIDATION_ERROR").GetProperty("details").GetArrayLength().ShouldBe(2);
        (await app.LoginAsync()).Status.ShouldBe(200);
    }

    [Fact]
    public async Task NoneOfTheLastFivePasswordsIsTaken()
    {
        await using var app = await AuthApp.StartAsync();
        var client = app.As(await app.CreateAdminAsync());
        string[] passwords = [Household.AdminPassword, .. Enumerable.Range(1, 5).Select(n => $"Another-Mule-{n}-Stable")];
        for (var i = 1; i < 5; i++)
        {
            (await ChangeAsync(client, passwords[i - 1], passwords[i])).Status.ShouldBe(200);
        }

        foreach (var used in passwords[..5])
        {
            var refused = await ChangeAsync(client, passwords[4], used);
            refused.ShouldFail(400, "VALIDATION_ERROR").GetProperty("details")[0].GetProperty("message").GetString()!.ShouldContain("last 5");
        }

        (await ChangeAsync(client, passwords[4], passwords[5])).Status.ShouldBe(200);
        (await ChangeAsync(client, passwords[5], passwords[1])).ShouldFail(400, "VALIDATION_ERROR");
        (await ChangeAsync(client, passwords[5], passwords[0])).Status.ShouldBe(200);
        (await app.WithDatabaseAsync(db => db.FormerPasswords.CountAsync())).ShouldBe(4);
    }

    [Fact]
    public async Task PlexUserWithoutAPasswordIsToldSo()
    {
        await using var app = await AuthApp.StartAsync();
        await app.CreateAdminAsync();

        (await ChangeAsync(app.As(await app.PlexSignInAsync("pia")))).ShouldFail(400, "PASSWORD_NOT_SET");
    }

    [Fact]
    public async Task OneHasToBeSignedIn()
    {
        await using var app = await AuthApp.StartAsync();

        (await ChangeAsync(app.Anonymous)).ShouldFail(401, "UNAUTHORIZED");
    }

    [Fact]
    public async Task SignInWithTheOldPasswordDuringTheChangeLeavesNoSession()
    {
        await using var app = await AuthApp.StartAsync();
        var client = app.As(await app.CreateAdminAsync());

        var changing = ChangeAsync(client);
        var signIns = await Task.WhenAll(Enumerable.Range(0, 3).Select(_ => app.LoginAsync()));
        (await changing).Status.ShouldBe(200);

        foreach (var signedIn in signIns.Where(answer => answer.Status == 200))
        {
            (await app.As(signedIn).GetAsync("/api/v1/auth/session")).ShouldFail(401, "SESSION_INVALID");
        }
    }

    private static Task<Answer> ChangeAsync(ApiClient client, string current = Household.AdminPassword, string next = Forgetful.NewPassword) =>
        client.PostAsync("/api/v1/auth/change-password", new { currentPassword = current, newPassword = next });
}

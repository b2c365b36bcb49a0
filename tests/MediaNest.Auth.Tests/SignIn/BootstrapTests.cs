using MediaNest.Auth.Tests.App;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Tests.SignIn;

public sealed class BootstrapTests
{
    [Fact]
    public async Task FirstAdministratorIsMadeAndSignedIn()
    {
        await using var app = await AuthApp.StartAsync();

        var answer = await app.CreateAdminAsync();

        var user = answer.Data.GetProperty("user");
        user.GetProperty("username").GetString().ShouldBe("Olivia");
        user.GetProperty("email").GetString().ShouldBe(Household.AdminEmail);
        user.GetProperty("role").GetString().ShouldBe("admin");
        Guid.Parse(answer.UserId()).Version.ShouldBe(7);
        answer["csrfToken"].ShouldNotBeEmpty();
        answer.Headers["Cache-Control"].ShouldBe("no-store");
        (await app.As(answer).GetAsync("/api/v1/auth/session")).Data.GetProperty("user").GetProperty("id").GetString().ShouldBe(answer.UserId());
        (await app.EventsAsync("UserRegistered")).Single().GetProperty("role").GetString().ShouldBe("admin");
        (await app.EventsAsync("UserSignedIn")).Count.ShouldBe(1);
        (await app.EventsAsync("SecurityAlertRaised")).Single().GetProperty("kind").GetString().ShouldBe("admin-created");
    }

    [Fact]
    public async Task OnlyOneOfManyAtOnceBecomesAdministrator()
    {
        await using var app = await AuthApp.StartAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => app.Anonymous.PostAsync(
            "/api/v1/auth/admin", new { email = $"admin{n}@example.org", password = Household.AdminPassword, name = $"Admin {n}" })));

        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        foreach (var loser in answers.Where(answer => answer.Status != 200))
        {
            loser.ShouldFail(400, "ADMIN_EXISTS");
        }

        (await app.WithDatabaseAsync(db => db.Users.CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task PlexUserAndBootstrapAtOnceMakeOneAdministrator()
    {
        await using var app = await AuthApp.StartAsync();
        var pin = await app.Anonymous.PostAsync("/api/v1/auth/plex/pin");
        await app.Simulators.Control.LinkPinAsync(pin["code"], "paul", "paul@example.org");

        await Task.WhenAll(app.CreateAdminAsync(), app.Anonymous.PostAsync("/api/v1/auth/plex/verify", new { pinId = pin["id"] }));

        (await app.WithDatabaseAsync(db => db.Users.CountAsync(user => user.Role == MediaNest.Auth.Users.UserRole.Admin))).ShouldBe(1);
    }

    [Fact]
    public async Task ThereIsNoSecondBootstrap()
    {
        await using var app = await AuthApp.StartAsync();
        (await app.CreateAdminAsync()).Status.ShouldBe(200);

        (await app.CreateAdminAsync()).ShouldFail(400, "ADMIN_EXISTS");
    }

    [Theory]
    [InlineData("Sh0rt!x")]
    [InlineData("no-upper-case-7")]
    [InlineData("NO-LOWER-CASE-7")]
    [InlineData("No-Digits-Here")]
    [InlineData("NoSymbolsHere7")]
    [InlineData("Password1!")]
    [InlineData("P@ssw0rd123")]
    [InlineData("Qwertyuiop1!")]
    [InlineData("Summer2026!")]
    public async Task WeakPasswordsAreRefused(string password)
    {
        await using var app = await AuthApp.StartAsync();

        var error = (await app.Anonymous.PostAsync("/api/v1/auth/admin", new { email = "a@example.org", password, name = "A" })).ShouldFail(400, "VALIDATION_ERROR");

        error.GetProperty("details").EnumerateArray().ShouldAllBe(detail => detail.GetProperty("field").GetString() == "password");
        (await app.WithDatabaseAsync(db => db.Users.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task EveryWrongFieldIsNamed()
    {
        await using var app = await AuthApp.StartAsync();

        var error = (await app.Anonymous.PostAsync("/api/v1/auth/admin", new { email = "nonsense", password = new string('x', 200), name = " " }))
            .ShouldFail(400, "VALIDATION_ERROR");

        error.GetProperty("details").EnumerateArray().Select(detail => detail.GetProperty("field").GetString()).ShouldBe(["email", "password", "name"], ignoreOrder: true);
    }

    [Fact]
    public async Task ConfirmationHasToMatch()
    {
        await using var app = await AuthApp.StartAsync();

        var answer = await app.Anonymous.PostAsync("/api/v1/auth/admin", new
        {
            email = Household.AdminEmail,
            password = Household.AdminPassword,
            name = "Olivia",
            confirmPassword = "something else",
        });

        answer.ShouldFail(400, "VALIDATION_ERROR").GetProperty("details")[0].GetProperty("field").GetString().ShouldBe("confirmPassword");
    }
}

using MediaNest.Auth.Tests.App;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Tests.Passwords;

public sealed class PasswordResetTests
{
    [Fact]
    public async Task LinkSetsANewPasswordAndSignsOutEverywhere()
    {
        await using var app = await AuthApp.StartAsync(configure: settings => settings["PasswordReset:Link"] = "https://media.example.org/reset?lang=en");
        await app.CreateAdminAsync();
        var phone = await app.LoginAsync(rememberMe: true);
        var token = await app.ResetTokenAsync();

        var verified = await app.VerifyResetAsync(token);
        verified.Data.GetProperty("valid").GetBoolean().ShouldBeTrue();
        verified.Headers["Cache-Control"].ShouldBe("no-store");
        (await app.ConfirmResetAsync(token)).Status.ShouldBe(200);

        (await app.As(phone).GetAsync("/api/v1/auth/session")).ShouldFail(401, "SESSION_INVALID");
        (await app.Anonymous.PostAsync("/api/v1/auth/refresh", new { rememberToken = phone["rememberToken"] })).ShouldFail(401, "SESSION_INVALID");
        (await app.LoginAsync()).ShouldFail(401, "INVALID_CREDENTIALS");
        (await app.LoginAsync(password: Forgetful.NewPassword)).Status.ShouldBe(200);
        (await app.EventsAsync("SessionRevoked")).ShouldAllBe(revoked => revoked.GetProperty("reason").GetString() == "password-changed");
        var mail = app.Mail.To(Household.AdminEmail)[0];
        mail.Text.ShouldNotBeNull().ShouldContain("https://media.example.org/reset?lang=en#token=" + token);
        mail.Text.ShouldContain("15 minutes");
        mail.Html.ShouldNotBeNull().ShouldContain(token);
    }

    [Fact]
    public async Task TokenIsGoodOnce()
    {
        await using var app = await AuthApp.StartAsync();
        await app.CreateAdminAsync();
        var token = await app.ResetTokenAsync();
        (await app.ConfirmResetAsync(token)).Status.ShouldBe(200);

        (await app.ConfirmResetAsync(token, "Yet-Another-Mule-9")).ShouldFail(400, "INVALID_RESET_TOKEN");
        (await app.VerifyResetAsync(token)).ShouldFail(400, "INVALID_RESET_TOKEN");

        (await app.LoginAsync(password: Forgetful.NewPassword)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task OfManyReplaysAtOnceOneIsTaken()
    {
        await using var app = await AuthApp.StartAsync();
        await app.CreateAdminAsync();
        var token = await app.ResetTokenAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(n => app.ConfirmResetAsync(token, $"Another-Mule-{n}-Stable")));

        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        foreach (var refused in answers.Where(answer => answer.Status != 200))
        {
            refused.ShouldFail(400, "INVALID_RESET_TOKEN");
        }
    }

    [Fact]
    public async Task TokenLastsFifteenMinutes()
    {
        await using var app = await AuthApp.StartAsync();
        await app.CreateAdminAsync();
        var token = await app.ResetTokenAsync();

        app.Clock.Advance(TimeSpan.FromMinutes(14));
        (await app.VerifyResetAsync(token)).Status.ShouldBe(200);
        app.Clock.Advance(TimeSpan.FromMinutes(1));

        (await app.VerifyResetAsync(token)).ShouldFail(400, "RESET_TOKEN_EXPIRED");
        (await app.ConfirmResetAsync(token)).ShouldFail(400, "RESET_TOKEN_EXPIRED");
        (await app.LoginAsync()).Status.ShouldBe(200);
    }

    [Fact]
    public async Task NewerLinkMakesOlderOnesVoid()
    {
        await using var app = await AuthApp.StartAsync();
        await app.CreateAdminAsync();
        var older = await app.ResetTokenAsync();
        var newer = await app.ResetTokenAsync(count: 2);

        (await app.ConfirmResetAsync(older)).ShouldFail(400, "INVALID_RESET_TOKEN");
        (await app.ConfirmResetAsync(newer)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task ChangingThePasswordMakesLinksVoid()
    {
        await using var app = await AuthApp.StartAsync();
        var admin = await app.CreateAdminAsync();
        var token = await app.ResetTokenAsync();
        (await app.As(admin).PostAsync("/api/v1/auth/change-password", new { currentPassword = Household.AdminPassword, newPassword = "Changed-Mule-7-Barn" })).Status.ShouldBe(200);

        (await app.ConfirmResetAsync(token)).ShouldFail(400, "INVALID_RESET_TOKEN");
    }

    [Fact]
    public async Task TokenMayComeInTwoParts()
    {
        await using var app = await AuthApp.StartAsync();
        await app.CreateAdminAsync();
        var token = await app.ResetTokenAsync();
        var (id, secret) = (token.Split('.')[0], token.Split('.')[1]);

        (await app.VerifyResetAsync(secret, id)).Status.ShouldBe(200);
        (await app.VerifyResetAsync(token, id)).Status.ShouldBe(200);
        (await app.VerifyResetAsync(secret)).Status.ShouldBe(200);
        (await app.VerifyResetAsync(secret, Guid.CreateVersion7().ToString())).ShouldFail(400, "INVALID_RESET_TOKEN");
        (await app.VerifyResetAsync(token, Guid.CreateVersion7().ToString())).ShouldFail(400, "INVALID_RESET_TOKEN");
        (await app.VerifyResetAsync(secret, "not-an-id")).ShouldFail(400, "INVALID_RESET_TOKEN");
        (await app.ConfirmResetAsync(secret, tokenId: id)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("nothing-anybody-was-given")]
    [InlineData(".")]
    [InlineData("a.b.c")]
    [InlineData("0199d2a0-0000-7000-8000-000000000000.x")]
    [InlineData("\0")]
    public async Task TokensNobodyGotAreRefused(string token)
    {
        await using var app = await AuthApp.StartAsync();

        (await app.VerifyResetAsync(token)).ShouldFail(400, "INVALID_RESET_TOKEN");
        (await app.ConfirmResetAsync(token)).ShouldFail(400, "INVALID_RESET_TOKEN");
    }

    [Fact]
    public async Task WeakPasswordLeavesTheTokenGood()
    {
        await using var app = await AuthApp.StartAsync();
        await app.CreateAdminAsync();
        var token = await app.ResetTokenAsync();

        (await app.ConfirmResetAsync(token, "weak")).ShouldFail(400, "VALIDATION_ERROR").GetProperty("details").GetArrayLength().ShouldBeGreaterThan(2);
        (await app.ConfirmResetAsync(token, Household.AdminPassword)).ShouldFail(400, "VALIDATION_ERROR");
        (await app.ConfirmResetAsync(token)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task ResetUnlocksTheAccount()
    {
        await using var app = await AuthApp.StartAsync();
        await app.CreateAdminAsync();
        for (var i = 0; i < 5; i++)
        {
            await app.LoginAsync(password: "Wrong-Password-1");
        }

        (await app.LoginAsync()).ShouldFail(423, "ACCOUNT_LOCKED");
        (await app.ConfirmResetAsync(await app.ResetTokenAsync())).Status.ShouldBe(200);

        (await app.LoginAsync(password: Forgetful.NewPassword)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task PlexUserMayGetAPasswordThisWay()
    {
        await using var app = await AuthApp.StartAsync();
        await app.CreateAdminAsync();
        var polly = await app.PlexSignInAsync("polly");

        (await app.ConfirmResetAsync(await app.ResetTokenAsync("polly@example.org"))).Status.ShouldBe(200);

        (await app.LoginAsync("polly@example.org", Forgetful.NewPassword)).UserId().ShouldBe(polly.UserId());
        (await app.PlexSignInAsync("polly")).UserId().ShouldBe(polly.UserId());
    }

    [Fact]
    public async Task PlexUserGetsNoPasswordWhereThatIsNotWanted()
    {
        await using var app = await AuthApp.StartAsync(configure: settings => settings["PasswordReset:PlexAccounts"] = "false");
        await app.CreateAdminAsync();
        await app.PlexSignInAsync("polly");

        (await app.RequestResetAsync("polly@example.org")).Status.ShouldBe(200);

        (await app.WithDatabaseAsync(db => db.PasswordResets.SingleAsync())).UserId.ShouldBeNull();
    }

    [Fact]
    public async Task SuspendedUserGetsNoLink()
    {
        await using var app = await AuthApp.StartAsync();
        var admin = await app.CreateAdminAsync();
        var polly = await app.PlexSignInAsync("polly");
        var token = await app.ResetTokenAsync("polly@example.org");
        await app.As(admin).PatchAsync($"/api/v1/admin/users/{polly.UserId()}/status", new { status = "suspended" });

        (await app.ConfirmResetAsync(token)).ShouldFail(403, "ACCOUNT_SUSPENDED");
        (await app.RequestResetAsync("polly@example.org")).Status.ShouldBe(200);

        (await app.WithDatabaseAsync(db => db.PasswordResets.Where(reset => reset.UserId == null).CountAsync())).ShouldBe(1);
    }

    [Theory]
    [InlineData("request", "{}")]
    [InlineData("request", """{"email":"nobody"}""")]
    [InlineData("request", """{"email":"a@b\r\nBcc: c@d"}""")]
    [InlineData("verify", "{}")]
    [InlineData("confirm", """{"token":"x"}""")]
    [InlineData("confirm", """{"newPassword":"x"}""")]
    public async Task IncompleteRequestsAreRefused(string what, string body)
    {
        await using var app = await AuthApp.StartAsync();

        (await app.Anonymous.RawAsync("POST", "/api/v1/auth/password-reset/" + what, body)).ShouldFail(400, "VALIDATION_ERROR");
    }
}

using MediaNest.Auth.Tests.App;

namespace MediaNest.Auth.Tests.Sessions;

public sealed class FixationTests(HouseholdApp household) : IClassFixture<HouseholdApp>
{
    private AuthApp App => household.App;

    [Fact]
    public async Task SessionOfferedBeforeSignInIsNeverAdopted()
    {
        var attacker = await App.PlexSignInAsync("eve", rememberMe: true);
        var planted = await SessionAsync(attacker);

        var victim = await App.Anonymous.PostAsync(
            $"/api/v1/auth/login?sessionId={planted}&sid={planted}",
            new { email = Household.AdminEmail, password = Household.AdminPassword, sessionId = planted, sid = planted, token = attacker["token"] },
            ("Cookie", $"token={attacker["token"]}; rememberToken={attacker["rememberToken"]}; csrf-token={attacker["csrfToken"]}; sid={planted}"),
            ("X-Session-Id", planted));

        victim.UserId().ShouldBe(household.Admin.UserId());
        (await SessionAsync(victim)).ShouldNotBe(planted);
        victim["token"].ShouldNotBe(attacker["token"]);
        victim["csrfToken"].ShouldNotBe(attacker["csrfToken"]);
        // the planted refresh token is taken away from the browser, and still leads to its own user alone
        victim.Cookie("rememberToken").ShouldStartWith("rememberToken=;");
        (await App.As(attacker).GetAsync("/api/v1/auth/session")).Data.GetProperty("user").GetProperty("username").GetString().ShouldBe("eve");
    }

    [Fact]
    public async Task EverySignInIsASessionOfItsOwn()
    {
        var one = await App.LoginAsync();
        var other = await App.Anonymous.PostAsync(
            "/api/v1/auth/login", new { email = Household.AdminEmail, password = Household.AdminPassword }, ("Cookie", $"token={one["token"]}"));

        (await SessionAsync(other)).ShouldNotBe(await SessionAsync(one));
    }

    private async Task<string> SessionAsync(Answer signedIn) =>
        (await App.As(signedIn).GetAsync("/api/v1/auth/session")).Data.GetProperty("session").GetProperty("id").GetString()!;
}

public sealed class ClockSkewTests
{
    [Fact]
    public async Task TokenFromASlightlyFasterClockIsTakenAndOneFromTheFutureIsNot()
    {
        await using var app = await AuthApp.StartAsync();
        var signedIn = await app.CreateAdminAsync();

        app.Clock.Advance(TimeSpan.FromSeconds(-8));
        (await app.As(signedIn).GetAsync("/api/v1/auth/session")).Status.ShouldBe(200);
        app.Clock.Advance(TimeSpan.FromSeconds(-60));
        (await app.As(signedIn).GetAsync("/api/v1/auth/session")).ShouldFail(401, "INVALID_TOKEN");
    }

    [Fact]
    public async Task TokenEndsWhenItSaysGiveOrTakeTheSkew()
    {
        await using var app = await AuthApp.StartAsync(configure: settings => settings["Sessions:AccessTokenLifetime"] = "00:30:00");
        await app.CreateAdminAsync();
        var signedIn = await app.LoginAsync(rememberMe: true);

        app.Clock.Advance(TimeSpan.FromMinutes(29));
        (await app.As(signedIn).GetAsync("/api/v1/auth/session")).Status.ShouldBe(200);
        app.Clock.Advance(TimeSpan.FromSeconds(90));
        (await app.As(signedIn).GetAsync("/api/v1/auth/session")).ShouldFail(401, "TOKEN_EXPIRED");
    }
}

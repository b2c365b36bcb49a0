using MediaNest.Auth.Tests.App;

namespace MediaNest.Auth.Tests.Sessions;

public sealed class RefreshTests(HouseholdApp household) : IClassFixture<HouseholdApp>
{
    private AuthApp App => household.App;

    [Fact]
    public async Task RefreshGivesNewTokensOfTheSameSession()
    {
        var signedIn = await App.LoginAsync(rememberMe: true);

        var refreshed = await RefreshAsync(signedIn["rememberToken"]);

        refreshed["token"].ShouldNotBe(signedIn["token"]);
        refreshed["rememberToken"].ShouldNotBe(signedIn["rememberToken"]);
        refreshed["csrfToken"].ShouldNotBeEmpty();
        refreshed.Cookie("rememberToken").ShouldContain(refreshed["rememberToken"]);
        (await SessionIdAsync(refreshed)).ShouldBe(await SessionIdAsync(signedIn));
    }

    [Fact]
    public async Task CookieWillDo()
    {
        var signedIn = await App.LoginAsync(rememberMe: true);

        (await App.Anonymous.PostAsync("/api/v1/auth/refresh", body: null, ("Cookie", $"rememberToken={signedIn["rememberToken"]}"))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task TwoTabsAtOnceAreNoTheft()
    {
        var signedIn = await App.LoginAsync(rememberMe: true);

        var answers = await Task.WhenAll(RefreshAsync(signedIn["rememberToken"]), RefreshAsync(signedIn["rememberToken"]));

        answers.ShouldAllBe(answer => answer.Status == 200);
        (await RefreshAsync(answers[0]["rememberToken"])).Status.ShouldBe(200);
        (await RefreshAsync(answers[1]["rememberToken"])).Status.ShouldBe(200);
    }

    [Fact]
    public async Task ThirdUseIsRefusedButSignsNobodyOut()
    {
        var signedIn = await App.LoginAsync(rememberMe: true);

        var answers = await Task.WhenAll(Enumerable.Range(0, 6).Select(_ => RefreshAsync(signedIn["rememberToken"])));

        answers.Count(answer => answer.Status == 200).ShouldBe(2);
        foreach (var refused in answers.Where(answer => answer.Status != 200))
        {
            refused.ShouldFail(401, "INVALID_TOKEN");
        }

        (await App.As(signedIn).GetAsync("/api/v1/auth/session")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task WithoutATokenItIsUnauthorized() => (await App.Anonymous.PostAsync("/api/v1/auth/refresh")).ShouldFail(401, "UNAUTHORIZED");

    [Fact]
    public async Task UnknownTokenIsRefused() => (await RefreshAsync("nobody-ever-issued-this")).ShouldFail(401, "INVALID_TOKEN");

    [Fact]
    public async Task AccessTokenIsNoRefreshToken() => (await RefreshAsync((await App.LoginAsync())["token"][..500])).ShouldFail(401, "INVALID_TOKEN");

    [Fact]
    public async Task LogoutEndsRefreshTokensToo()
    {
        var signedIn = await App.LoginAsync(rememberMe: true);
        await App.As(signedIn).PostAsync("/api/v1/auth/logout");

        (await RefreshAsync(signedIn["rememberToken"])).ShouldFail(401, "SESSION_INVALID");
    }

    private Task<Answer> RefreshAsync(string token) => App.Anonymous.PostAsync("/api/v1/auth/refresh", new { rememberToken = token });

    private async Task<string> SessionIdAsync(Answer signedIn) =>
        (await App.As(signedIn).GetAsync("/api/v1/auth/session")).Data.GetProperty("session").GetProperty("id").GetString()!;
}

public sealed class RefreshTimeTests
{
    [Fact]
    public async Task ReuseOfASpentTokenEndsTheWholeFamily()
    {
        await using var app = await AuthApp.StartAsync();
        await app.CreateAdminAsync();
        var signedIn = await app.LoginAsync(rememberMe: true);
        var refreshed = await RefreshAsync(app, signedIn["rememberToken"]);
        app.Clock.Advance(TimeSpan.FromSeconds(11));

        (await RefreshAsync(app, signedIn["rememberToken"])).ShouldFail(401, "INVALID_TOKEN");

        (await RefreshAsync(app, refreshed["rememberToken"])).ShouldFail(401, "SESSION_INVALID");
        (await app.As(refreshed).GetAsync("/api/v1/auth/session")).ShouldFail(401, "SESSION_INVALID");
        (await app.EventsAsync("SessionRevoked")).Single().GetProperty("reason").GetString().ShouldBe("token-reuse");
        (await app.EventsAsync("SecurityAlertRaised")).ShouldContain(alert => alert.GetProperty("kind").GetString() == "token-reuse");
    }

    [Fact]
    public async Task PasswordSessionsLastThirtyDaysAndPlexSessionsNinety()
    {
        await using var app = await AuthApp.StartAsync();
        await app.CreateAdminAsync();
        var password = await app.LoginAsync(rememberMe: true);
        var plex = await app.PlexSignInAsync("paul", rememberMe: true);

        app.Clock.Advance(TimeSpan.FromDays(31));
        (await RefreshAsync(app, password["rememberToken"])).ShouldFail(401, "TOKEN_EXPIRED");
        var refreshed = await RefreshAsync(app, plex["rememberToken"]);
        refreshed.Status.ShouldBe(200);
        (await app.As(refreshed).GetAsync("/api/v1/auth/session")).Status.ShouldBe(200);

        app.Clock.Advance(TimeSpan.FromDays(91));
        (await RefreshAsync(app, refreshed["rememberToken"])).ShouldFail(401, "TOKEN_EXPIRED");
    }

    private static Task<Answer> RefreshAsync(AuthApp app, string token) => app.Anonymous.PostAsync("/api/v1/auth/refresh", new { rememberToken = token });
}

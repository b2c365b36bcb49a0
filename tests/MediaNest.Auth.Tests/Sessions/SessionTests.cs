using MediaNest.Auth.Tests.App;

namespace MediaNest.Auth.Tests.Sessions;

public sealed class SessionTests(HouseholdApp household) : IClassFixture<HouseholdApp>
{
    private AuthApp App => household.App;

    [Fact]
    public async Task SessionTellsWhoIsSignedInAndOnWhat()
    {
        var signedIn = await App.Anonymous.PostAsync(
            "/api/v1/auth/login",
            new { email = Household.AdminEmail, password = Household.AdminPassword },
            ("User-Agent", "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"));

        var data = (await App.As(signedIn).GetAsync("/api/v1/auth/session")).Data;

        data.GetProperty("user").GetProperty("email").GetString().ShouldBe(Household.AdminEmail);
        var session = data.GetProperty("session");
        session.GetProperty("device").GetString().ShouldBe("Firefox on Linux");
        var life = session.GetProperty("expiresAt").GetDateTimeOffset() - session.GetProperty("createdAt").GetDateTimeOffset();
        life.ShouldBe(TimeSpan.FromHours(24));
    }

    [Fact]
    public async Task RedisHasTheSessionBeforeTheAnswer()
    {
        var signedIn = await App.PlexSignInAsync("rita");
        var session = await SessionIdAsync(signedIn);

        var hash = (await App.Redis.HashGetAllAsync(App.RedisHandle.KeyPrefix + "session:" + session)).ToDictionary(entry => (string)entry.Name, entry => (string)entry.Value);
        hash["uid"].ShouldBe(signedIn.UserId());
        hash["role"].ShouldBe("user");
        long.Parse(hash["exp"]).ShouldBeGreaterThan(long.Parse(hash["created"]));
        (await App.Redis.KeyTimeToLiveAsync(App.RedisHandle.KeyPrefix + "session:" + session)).ShouldNotBeNull().ShouldBeLessThanOrEqualTo(TimeSpan.FromHours(24));
        ((string?)await App.Redis.HashGetAsync(App.RedisHandle.KeyPrefix + "user:" + signedIn.UserId(), "state")).ShouldBe("active");
        ((string?)await App.Redis.HashGetAsync(App.RedisHandle.KeyPrefix + "user:" + signedIn.UserId(), "role")).ShouldBe("user");
    }

    [Fact]
    public async Task LogoutEndsTheSessionAtOnce()
    {
        var signedIn = await App.PlexSignInAsync("rosa");
        var client = App.As(signedIn);
        var session = await SessionIdAsync(signedIn);

        var logout = await client.PostAsync("/api/v1/auth/logout");

        logout.Data.GetProperty("ended").GetInt32().ShouldBe(1);
        logout.Cookie("token").ShouldContain("expires=Thu, 01 Jan 1970", Case.Insensitive);
        (await App.Redis.KeyExistsAsync(App.RedisHandle.KeyPrefix + "session:" + session)).ShouldBeFalse();
        (await client.GetAsync("/api/v1/auth/session")).ShouldFail(401, "SESSION_INVALID");
        (await App.EventsAsync("SessionRevoked")).ShouldContain(e => e.GetProperty("sessionId").GetString() == session && e.GetProperty("reason").GetString() == "logout");
    }

    [Fact]
    public async Task LogoutEverywhereEndsAllSessions()
    {
        var first = await App.PlexSignInAsync("rachel");
        var second = await App.PlexSignInAsync("rachel");

        (await App.As(second).PostAsync("/api/v1/auth/logout", new { allSessions = true })).Data.GetProperty("ended").GetInt32().ShouldBe(2);

        (await App.As(first).GetAsync("/api/v1/auth/session")).ShouldFail(401, "SESSION_INVALID");
    }

    [Fact]
    public async Task DevicesAreListedWithTheCurrentOneMarked()
    {
        await App.PlexSignInAsync("ruth");
        var client = App.As(await App.PlexSignInAsync("ruth"));

        var sessions = (await client.GetAsync("/api/v1/auth/sessions")).Data.GetProperty("sessions").EnumerateArray().ToList();

        sessions.Count.ShouldBe(2);
        sessions.Count(session => session.GetProperty("current").GetBoolean()).ShouldBe(1);
        sessions[0].GetProperty("provider").GetString().ShouldBe("plex");
    }

    [Fact]
    public async Task OneDeviceOrAllOthersCanBeSignedOut()
    {
        var first = await App.PlexSignInAsync("renata");
        var second = await App.PlexSignInAsync("renata");
        var third = await App.PlexSignInAsync("renata");
        var client = App.As(third);

        (await client.DeleteAsync($"/api/v1/auth/sessions/{await SessionIdAsync(first)}")).Status.ShouldBe(200);
        (await App.As(first).GetAsync("/api/v1/auth/session")).ShouldFail(401, "SESSION_INVALID");
        (await App.As(second).GetAsync("/api/v1/auth/session")).Status.ShouldBe(200);

        (await client.DeleteAsync("/api/v1/auth/sessions")).Data.GetProperty("ended").GetInt32().ShouldBe(1);
        (await App.As(second).GetAsync("/api/v1/auth/session")).ShouldFail(401, "SESSION_INVALID");
        (await client.GetAsync("/api/v1/auth/session")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task CannotSignOutAnotherUsersDevice()
    {
        var victim = await App.PlexSignInAsync("rebecca");
        var other = await App.PlexSignInAsync("mallory");

        (await App.As(other).DeleteAsync($"/api/v1/auth/sessions/{await SessionIdAsync(victim)}")).ShouldFail(404, "NOT_FOUND");

        (await App.As(victim).GetAsync("/api/v1/auth/session")).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("GET", "/api/v1/auth/session")]
    [InlineData("GET", "/api/v1/auth/sessions")]
    [InlineData("DELETE", "/api/v1/auth/sessions")]
    [InlineData("POST", "/api/v1/auth/logout")]
    [InlineData("GET", "/api/v1/users/me")]
    [InlineData("PUT", "/api/v1/users/me/preferences")]
    [InlineData("GET", "/api/v1/admin/users")]
    [InlineData("GET", "/api/v1/admin/audit-log")]
    [InlineData("GET", "/connect/userinfo")]
    public async Task NeedsASignIn(string method, string path)
    {
        (await App.Anonymous.RawAsync(method, path, body: null)).ShouldFail(401, "UNAUTHORIZED");
        (await App.Client("nonsense").RawAsync(method, path, body: null)).ShouldFail(401, "INVALID_TOKEN");
    }

    [Fact]
    public async Task RedisThatLostEverythingIsFilledAgain()
    {
        var signedIn = await App.PlexSignInAsync("rhoda");
        var key = App.RedisHandle.KeyPrefix + "session:" + await SessionIdAsync(signedIn);
        await App.Redis.KeyDeleteAsync([key, App.RedisHandle.KeyPrefix + "sessions-complete"]);

        await MediaNest.Testing.Eventually.Async(() => App.Redis.KeyExistsAsync(key), MediaNest.Testing.Eventually.Patience, "the session is in Redis again");
    }

    private async Task<string> SessionIdAsync(Answer signedIn) =>
        (await App.As(signedIn).GetAsync("/api/v1/auth/session")).Data.GetProperty("session").GetProperty("id").GetString()!;
}

public sealed class SessionTimeTests
{
    [Fact]
    public async Task AccessTokenIsGoodForADay()
    {
        await using var app = await AuthApp.StartAsync();
        var client = app.As(await app.CreateAdminAsync());

        app.Clock.Advance(TimeSpan.FromHours(23));
        (await client.GetAsync("/api/v1/auth/session")).Status.ShouldBe(200);
        app.Clock.Advance(TimeSpan.FromHours(1) + TimeSpan.FromMinutes(1));
        (await client.GetAsync("/api/v1/auth/session")).ShouldFail(401, "TOKEN_EXPIRED");
    }
}

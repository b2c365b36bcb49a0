using System.Text.Json;

namespace MediaNest.Gateway.Tests;

public sealed class ApiKeyTests : IAsyncLifetime
{
    private const string Path = "/api/v1/media/search?query=matrix";

    private TestGateway _gateway = null!;
    private FakeAuth _auth = null!;
    private Caller _user = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await TestGateway.StartAsync();
        _auth = new FakeAuth(_gateway);
        _user = await _gateway.SignInAsync();
    }

    public ValueTask DisposeAsync() => _gateway.DisposeAsync();

    [Fact]
    public async Task ServicesSeeATokenAndNeverTheKey()
    {
        var key = _auth.AddKey(_user.Id, "read");

        var seen = await GetAsync(key).SeenAsync();

        seen.Headers.ShouldNotContainKey("X-API-Key");
        ClaimsOf(seen).GetProperty("sub").GetGuid().ShouldBe(_user.Id);
        ClaimsOf(seen).GetProperty("scope").GetString().ShouldBe("read");
        ClaimsOf(seen).GetProperty("sid").GetString().ShouldBe(_auth.SessionOf(key));
    }

    [Fact]
    public async Task AKeyIsExchangedOnceForManyRequests()
    {
        var key = _auth.AddKey(_user.Id, "read");

        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => GetAsync(key).SeenAsync()));
        await GetAsync(key).SeenAsync();

        _auth.Exchanges.ShouldBe(1);
    }

    [Fact]
    public async Task ATokenNearItsEndIsReplaced()
    {
        _auth.Lifetime = TimeSpan.FromSeconds(15); // less than the margin
        var key = _auth.AddKey(_user.Id, "read");

        await GetAsync(key).SeenAsync();
        await GetAsync(key).SeenAsync();

        _auth.Exchanges.ShouldBe(2);
    }

    [Fact]
    public async Task ARevokedKeyIsRefusedWithTheNextRequestOnEveryGateway()
    {
        await using var other = await TestGateway.StartBesideAsync(_gateway);
        var key = _auth.AddKey(_user.Id, "read");
        await GetAsync(key).SeenAsync();
        await GetAsync(key, gateway: other).SeenAsync();

        await _auth.RevokeAsync(key);

        await GetAsync(key).ShouldFailAsync(401, "INVALID_TOKEN");
        await GetAsync(key, gateway: other).ShouldFailAsync(401, "INVALID_TOKEN");
    }

    [Fact]
    public async Task ASuspensionHoldsForKeysToo()
    {
        var key = _auth.AddKey(_user.Id, "read");
        await GetAsync(key).SeenAsync();

        await _gateway.SetUserAsync(_user.Id, "suspended");
        await GetAsync(key).ShouldFailAsync(403, "ACCOUNT_SUSPENDED");

        await _gateway.SetUserAsync(_user.Id, "deleted");
        await GetAsync(key).ShouldFailAsync(404, "USER_NOT_FOUND");
    }

    [Fact]
    public async Task AKeyThatRedisHasForgottenWorksOn()
    {
        var key = _auth.AddKey(_user.Id, "read");
        await GetAsync(key).SeenAsync();

        await _gateway.Redis.KeyDeleteAsync(_gateway.SessionKey(_auth.SessionOf(key)));

        await GetAsync(key).SeenAsync();
    }

    [Theory]
    [InlineData("")]
    [InlineData("mnk_")]
    [InlineData("rubbish")]
    [InlineData("mnk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA!")]
    public async Task WhatIsNoKeyIsInvalidAndAuthIsNotAsked(string key)
    {
        await GetAsync(key).ShouldFailAsync(401, "INVALID_TOKEN");

        _auth.Exchanges.ShouldBe(0);
    }

    [Fact]
    public async Task AuthIsAskedOnceAboutAKeyItDoesNotKnow()
    {
        var unknown = "mnk_" + new string('A', 43);

        for (var i = 0; i < 5; i++)
        {
            await GetAsync(unknown).ShouldFailAsync(401, "INVALID_TOKEN");
        }

        _auth.Exchanges.ShouldBe(1);
    }

    [Fact]
    public async Task TryingKeysIsCountedByAddressBeforeAuthIsAsked()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["RateLimiting:Profiles:standard:api:Limit"] = "5" });
        var auth = new FakeAuth(gateway);

        for (var i = 0; i < 5; i++)
        {
            await GetAsync("mnk_" + new string((char)('a' + i), 43), gateway: gateway).ShouldFailAsync(401, "INVALID_TOKEN");
        }

        await GetAsync("mnk_" + new string('z', 43), gateway: gateway).ShouldFailAsync(429, "RATE_LIMIT_EXCEEDED");
        auth.Exchanges.ShouldBe(5);
    }

    [Fact]
    public async Task AKeyCountsForItsUser()
    {
        var key = _auth.AddKey(_user.Id, "read");
        using var first = await _gateway.GetAsync(Path, _user.Token);
        using var second = await GetAsync(key);

        int.Parse(second.Header("X-RateLimit-Remaining")).ShouldBe(int.Parse(first.Header("X-RateLimit-Remaining")) - 1);
    }

    [Fact]
    public async Task AuthThatFailsIsUnavailable()
    {
        var key = _auth.AddKey(_user.Id, "read");
        _auth.IsDown = true;
        (await GetAsync(key).ShouldFailAsync(503, "SERVICE_UNAVAILABLE")).Header("Retry-After").ShouldNotBeEmpty();

        await _gateway.Services["auth"].StopAsync();
        await GetAsync(key).ShouldFailAsync(503, "SERVICE_UNAVAILABLE");

        await _gateway.Services["auth"].StartAsync();
        _auth.IsDown = false;
        await GetAsync(key).SeenAsync();
    }

    [Theory]
    [InlineData("read", "GET", "/api/v1/media/search", true)]
    [InlineData("read", "HEAD", "/api/v1/media/search", true)]
    [InlineData("read", "POST", "/api/v1/media/request", false)]
    [InlineData("read", "DELETE", "/api/v1/media/requests/1", false)]
    [InlineData("write", "POST", "/api/v1/media/request", true)]
    [InlineData("write", "GET", "/api/v1/media/search", false)]
    [InlineData("read write", "GET", "/api/v1/admin/requests", false)]
    [InlineData("read write", "POST", "/api/v1/admin/requests/1/approve", false)]
    [InlineData("admin", "GET", "/api/v1/admin/requests", true)]
    [InlineData("admin", "POST", "/api/v1/admin/requests/1/approve", true)]
    [InlineData("admin", "GET", "/api/v1/media/search", false)]
    [InlineData("read write", "GET", "/API/V1/ADMIN/requests", false)]
    [InlineData("", "GET", "/api/v1/media/search", false)]
    public async Task AKeyIsGoodForItsScopesOnly(string scope, string method, string path, bool isGood)
    {
        using var answer = await SendAsync(_auth.AddKey(_user.Id, scope), new HttpMethod(method), path);

        ((int)answer.StatusCode).ShouldBe(isGood ? 200 : 403, await answer.Content.ReadAsStringAsync());
    }

    [Theory]
    [InlineData("GET", "/api/v1/auth/session")]
    [InlineData("DELETE", "/api/v1/auth/sessions")]
    [InlineData("GET", "/api/auth/sessions")]
    [InlineData("POST", "/api/v1/auth/api-keys")]
    [InlineData("POST", "/api/v1/auth/2fa/disable")]
    [InlineData("POST", "/api/v1/auth/change-password")]
    [InlineData("GET", "/connect/userinfo")]
    public async Task TheSecurityOfTheAccountIsNoBusinessOfKeys(string method, string path) =>
        await SendAsync(_auth.AddKey(_user.Id, "read write admin"), new HttpMethod(method), path).ShouldFailAsync(403, "FORBIDDEN");

    [Fact]
    public async Task ATokenWinsOverAKeyAndAKeyOverACookie()
    {
        var other = await _gateway.SignInAsync();
        var key = _auth.AddKey(other.Id, "read write");

        var both = await _gateway.SendAsync(HttpMethod.Get, Path, _user.Token, prepare: request => request.Headers.Add("X-API-Key", key)).SeenAsync();
        await _gateway.SendAsync(HttpMethod.Get, Path, "rubbish", prepare: request => request.Headers.Add("X-API-Key", key)).ShouldFailAsync(401, "INVALID_TOKEN");
        var overCookie = await SendAsync(key, HttpMethod.Post, "/api/v1/media/request", request => request.Headers.Add("Cookie", $"token={_user.Token}")).SeenAsync();

        ClaimsOf(both).GetProperty("sub").GetGuid().ShouldBe(_user.Id);
        both.Headers.ShouldNotContainKey("X-API-Key");
        ClaimsOf(overCookie).GetProperty("sub").GetGuid().ShouldBe(other.Id);
    }

    [Fact]
    public async Task OpenAddressesPassNoKeyOn() =>
        (await SendAsync("mnk_" + new string('A', 43), HttpMethod.Post, "/api/v1/auth/login").SeenAsync()).Headers.ShouldNotContainKey("X-API-Key");

    [Fact]
    public async Task AKeysTokenHasThePresentRole()
    {
        var key = _auth.AddKey(_user.Id, "read admin");
        await GetAsync(key).SeenAsync();

        await _auth.ChangeRoleAsync(_user.Id, "admin");

        ClaimsOf(await GetAsync(key).SeenAsync()).GetProperty("role").GetString().ShouldBe("admin");
        _auth.Exchanges.ShouldBe(2);
    }

    internal static JsonElement ClaimsOf(Seen seen)
    {
        using var claims = JsonDocument.Parse(System.Buffers.Text.Base64Url.DecodeFromChars(seen.Headers["Authorization"].Split('.')[1]));
        return claims.RootElement.Clone();
    }

    private Task<HttpResponseMessage> GetAsync(string key, TestGateway? gateway = null) => SendAsync(key, HttpMethod.Get, Path, gateway: gateway);

    private Task<HttpResponseMessage> SendAsync(
        string key, HttpMethod method, string path, Action<HttpRequestMessage>? prepare = null, TestGateway? gateway = null) =>
        (gateway ?? _gateway).SendAsync(method, path, prepare: request =>
        {
            request.Headers.TryAddWithoutValidation("X-API-Key", key).ShouldBeTrue();
            prepare?.Invoke(request);
        });
}

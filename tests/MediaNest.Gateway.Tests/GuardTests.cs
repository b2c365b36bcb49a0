using MediaNest.Testing;

namespace MediaNest.Gateway.Tests;

public sealed class GuardTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Path = "/api/v1/media/search?query=matrix";

    private readonly TestGateway _gateway = fixture.Gateway;

    [Fact]
    public async Task NoTokenIsUnauthorized() =>
        (await _gateway.GetAsync(Path).ShouldFailAsync(401, "UNAUTHORIZED")).Header("WWW-Authenticate").ShouldBe("Bearer");

    [Theory]
    [InlineData("")]
    [InlineData("Bearer")]
    [InlineData("Bearer ")]
    [InlineData("Bearer nonsense")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Basic YWxpY2U6c2VjcmV0")]
    public async Task WhatIsNoTokenIsInvalid(string header) =>
        await _gateway.SendAsync(HttpMethod.Get, Path, prepare: request => request.Headers.TryAddWithoutValidation("Authorization", header).ShouldBeTrue())
            .ShouldFailAsync(401, "INVALID_TOKEN");

    [Fact]
    public async Task ForgedForeignAndFutureTokensAreInvalid()
    {
        var user = await _gateway.SignInAsync();

        await _gateway.GetAsync(Path, _gateway.Issuer.ForgedToken(user.Id)).ShouldFailAsync(401, "INVALID_TOKEN");
        await _gateway.GetAsync(Path, _gateway.Issuer.ForeignToken(user.Id)).ShouldFailAsync(401, "INVALID_TOKEN");
        await _gateway.GetAsync(Path, _gateway.Issuer.NotYetValidToken(user.Id)).ShouldFailAsync(401, "INVALID_TOKEN");
        await _gateway.GetAsync(Path, _gateway.Issuer.TokenForAnotherAudience(user.Id)).ShouldFailAsync(401, "INVALID_TOKEN");
        await _gateway.GetAsync(Path, user.Token + "x").ShouldFailAsync(401, "INVALID_TOKEN");
    }

    [Fact]
    public async Task AnExpiredTokenSaysSo() =>
        await _gateway.GetAsync(Path, _gateway.Issuer.ExpiredToken()).ShouldFailAsync(401, "TOKEN_EXPIRED");

    [Fact]
    public async Task AServicesTokenIsNoGoodFromOutside() =>
        await _gateway.GetAsync(Path, _gateway.Issuer.ServiceToken("media")).ShouldFailAsync(401, "INVALID_TOKEN");

    [Fact]
    public async Task AGoodTokenWithoutSessionIsRefused()
    {
        var user = await _gateway.SignInAsync();
        await _gateway.Redis.KeyDeleteAsync(_gateway.SessionKey(user.SessionId));

        await _gateway.GetAsync(Path, user.Token).ShouldFailAsync(401, "SESSION_INVALID");
    }

    [Fact]
    public async Task AnotherUsersSessionIsRefused()
    {
        var alice = await _gateway.SignInAsync();
        var mallory = await _gateway.SignInAsync();

        await _gateway.GetAsync(Path, _gateway.Issuer.UserToken(mallory.Id, sessionId: alice.SessionId)).ShouldFailAsync(401, "SESSION_INVALID");
    }

    [Fact]
    public async Task ASuspensionHoldsFromTheNextRequest()
    {
        var user = await _gateway.SignInAsync();
        await _gateway.GetAsync(Path, user.Token).SeenAsync();

        await _gateway.SetUserAsync(user.Id, "suspended");

        await _gateway.GetAsync(Path, user.Token).ShouldFailAsync(403, "ACCOUNT_SUSPENDED");
    }

    [Fact]
    public async Task ADeletedUserIsNotFoundThoughTheSessionIsGoneToo()
    {
        var user = await _gateway.SignInAsync();
        await _gateway.SetUserAsync(user.Id, "deleted");
        await _gateway.Redis.KeyDeleteAsync(_gateway.SessionKey(user.SessionId));

        await _gateway.GetAsync(Path, user.Token).ShouldFailAsync(404, "USER_NOT_FOUND");
    }

    [Fact]
    public async Task ARequestRenewsTheIdleTime()
    {
        var user = await _gateway.SignInAsync();

        await _gateway.GetAsync(Path, user.Token).SeenAsync();

        (await _gateway.Redis.KeyTimeToLiveAsync(_gateway.SessionKey(user.SessionId))).ShouldNotBeNull().ShouldBeGreaterThan(TimeSpan.FromHours(23));
    }

    [Fact]
    public async Task ASessionIsNeverRenewedPastItsEnd()
    {
        var user = await _gateway.SignInAsync();
        var end = TimeProvider.System.GetUtcNow().AddMinutes(10);
        await _gateway.Redis.HashSetAsync(_gateway.SessionKey(user.SessionId), "exp", end.ToUnixTimeSeconds());

        await _gateway.GetAsync(Path, user.Token).SeenAsync();

        (await _gateway.Redis.KeyTimeToLiveAsync(_gateway.SessionKey(user.SessionId))).ShouldNotBeNull().ShouldBeLessThanOrEqualTo(TimeSpan.FromMinutes(10));
    }

    [Fact]
    public async Task ASessionPastItsEndIsInvalid()
    {
        var user = await _gateway.SignInAsync();
        await _gateway.Redis.HashSetAsync(_gateway.SessionKey(user.SessionId), "exp", TimeProvider.System.GetUtcNow().AddMinutes(-1).ToUnixTimeSeconds());

        await _gateway.GetAsync(Path, user.Token).ShouldFailAsync(401, "SESSION_INVALID");
    }

    [Fact]
    public async Task TheCookieServesWhereThereIsNoHeader()
    {
        var user = await _gateway.SignInAsync();

        var seen = await _gateway.SendAsync(HttpMethod.Get, Path, prepare: request => request.Headers.Add("Cookie", $"a=b; token={user.Token}")).SeenAsync();

        seen.Headers["Cookie"].ShouldContain(user.Token);
    }

    [Fact]
    public async Task TheHeaderWinsOverTheCookie()
    {
        var user = await _gateway.SignInAsync();

        await _gateway.SendAsync(HttpMethod.Get, Path, "rubbish", prepare: request => request.Headers.Add("Cookie", $"token={user.Token}"))
            .ShouldFailAsync(401, "INVALID_TOKEN");
    }

    [Fact]
    public async Task KeysMayRotateWithoutSigningAnyoneOut()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Tokens:Jwks:MinimumInterval"] = "00:00:00.100" });
        var before = await gateway.SignInAsync();
        await gateway.GetAsync(Path, before.Token).SeenAsync();
        gateway.Issuer.RotateKey();
        var after = await gateway.SignInAsync();

        await Eventually.Async(
            async () => (await gateway.GetAsync(Path, after.Token)).IsSuccessStatusCode, Eventually.Patience, "the new key is known");
        await gateway.GetAsync(Path, before.Token).SeenAsync();
    }

    [Fact]
    public async Task WithoutKeysNobodyCanBeJudged()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Tokens:Jwks:MinimumInterval"] = "00:00:00.100" });
        gateway.Issuer.IsDown = true;
        var user = await gateway.SignInAsync();

        await gateway.GetAsync(Path, user.Token).ShouldFailAsync(503, "SERVICE_UNAVAILABLE");

        gateway.Issuer.IsDown = false;
        await Eventually.Async(
            async () => (await gateway.GetAsync(Path, user.Token)).IsSuccessStatusCode, Eventually.Patience, "the keys are fetched");
    }
}

namespace MediaNest.Gateway.Tests;

/// <summary>What changes for a user holds from the next request, whichever gateway it comes to. Two share one Redis here.</summary>
public sealed class RoleChangeTests : IAsyncLifetime
{
    private const string Path = "/api/v1/admin/requests";

    private TestGateway _one = null!;
    private TestGateway _two = null!;
    private FakeAuth _auth = null!;

    public async ValueTask InitializeAsync()
    {
        _one = await TestGateway.StartAsync();
        _auth = new FakeAuth(_one);
        _two = await TestGateway.StartBesideAsync(_one);
    }

    public async ValueTask DisposeAsync()
    {
        await _two.DisposeAsync();
        await _one.DisposeAsync();
    }

    [Theory]
    [InlineData("user", "admin")]
    [InlineData("admin", "user")]
    public async Task ANewRoleHoldsFromTheNextRequestOnEveryGateway(string before, string after)
    {
        var user = await _one.SignInAsync(before);
        (await RoleSeenAsync(_one, user)).ShouldBe(before);
        (await RoleSeenAsync(_two, user)).ShouldBe(before);

        await _auth.ChangeRoleAsync(user.Id, after);

        (await RoleSeenAsync(_one, user)).ShouldBe(after);
        (await RoleSeenAsync(_two, user)).ShouldBe(after);
    }

    [Fact]
    public async Task AuthIsAskedOncePerGateway()
    {
        var user = await _one.SignInAsync();
        await _auth.ChangeRoleAsync(user.Id, "admin");

        for (var i = 0; i < 5; i++)
        {
            await RoleSeenAsync(_one, user);
        }

        await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => RoleSeenAsync(_two, user)));

        _auth.Exchanges.ShouldBe(2);
    }

    [Fact]
    public async Task ARoleMayChangeBackAndForth()
    {
        var user = await _one.SignInAsync();
        foreach (var role in new[] { "admin", "user", "admin", "user" })
        {
            await _auth.ChangeRoleAsync(user.Id, role);

            (await RoleSeenAsync(_one, user)).ShouldBe(role);
            (await RoleSeenAsync(_one, user)).ShouldBe(role);
        }
    }

    [Fact]
    public async Task ANewTokenIsUsedAsItIs()
    {
        var user = await _one.SignInAsync();
        await _auth.ChangeRoleAsync(user.Id, "admin");
        await RoleSeenAsync(_one, user);
        var fresh = _one.Issuer.UserToken(user.Id, "alice", "admin", user.SessionId);

        (await _one.GetAsync(Path, fresh).SeenAsync()).Headers["Authorization"].ShouldBe("Bearer " + fresh);
    }

    [Fact]
    public async Task ItHoldsForCookiesTooAndTheyStillNeedTheirCsrfToken()
    {
        var user = await _one.SignInAsync();
        await _auth.ChangeRoleAsync(user.Id, "admin");

        var seen = await _one.SendAsync(HttpMethod.Get, Path, prepare: request => request.Headers.Add("Cookie", $"token={user.Token}")).SeenAsync();

        ApiKeyTests.ClaimsOf(seen).GetProperty("role").GetString().ShouldBe("admin");
        await _one.SendAsync(HttpMethod.Post, Path + "/bulk", prepare: request => request.Headers.Add("Cookie", $"token={user.Token}"))
            .ShouldFailAsync(403, "CSRF_TOKEN_MISSING");
    }

    [Fact]
    public async Task AuthThatFailsIsUnavailableForThoseWhoseRoleChangedAlone()
    {
        var user = await _one.SignInAsync();
        var other = await _one.SignInAsync();
        await _auth.ChangeRoleAsync(user.Id, "admin");
        _auth.IsDown = true;

        await _one.GetAsync(Path, user.Token).ShouldFailAsync(503, "SERVICE_UNAVAILABLE");
        await _one.GetAsync(Path, other.Token).SeenAsync();
    }

    [Fact]
    public async Task WhomAuthGivesNothingIsToRefresh()
    {
        var user = await _one.SignInAsync("admin");
        await _one.SetUserAsync(user.Id, "active", "user");

        await _one.GetAsync(Path, user.Token).ShouldFailAsync(401, "TOKEN_EXPIRED");
        await _one.GetAsync(Path, _one.Issuer.UserToken(user.Id, sessionId: user.SessionId)).SeenAsync();
    }

    [Fact]
    public async Task ARenewedTokenEndsWithItsSession()
    {
        var user = await _one.SignInAsync();
        await _auth.ChangeRoleAsync(user.Id, "admin");
        await RoleSeenAsync(_one, user);

        await _one.Redis.KeyDeleteAsync(_one.SessionKey(user.SessionId));

        await _one.GetAsync(Path, user.Token).ShouldFailAsync(401, "SESSION_INVALID");
    }

    [Theory]
    [InlineData("suspended", 403, "ACCOUNT_SUSPENDED")]
    [InlineData("deleted", 404, "USER_NOT_FOUND")]
    public async Task WhatBecomesOfAUserHoldsOnEveryGateway(string state, int status, string code)
    {
        var user = await _one.SignInAsync();
        await RoleSeenAsync(_one, user);
        await RoleSeenAsync(_two, user);

        await _one.SetUserAsync(user.Id, state);

        await _one.GetAsync(Path, user.Token).ShouldFailAsync(status, code);
        await _two.GetAsync(Path, user.Token).ShouldFailAsync(status, code);
    }

    [Fact]
    public async Task TheEndOfASessionHoldsOnEveryGateway()
    {
        var user = await _one.SignInAsync();
        await RoleSeenAsync(_two, user);

        await _one.Redis.KeyDeleteAsync(_one.SessionKey(user.SessionId));

        await _one.GetAsync(Path, user.Token).ShouldFailAsync(401, "SESSION_INVALID");
        await _two.GetAsync(Path, user.Token).ShouldFailAsync(401, "SESSION_INVALID");
    }

    private static async Task<string?> RoleSeenAsync(TestGateway gateway, Caller user) =>
        ApiKeyTests.ClaimsOf(await gateway.GetAsync(Path, user.Token).SeenAsync()).GetProperty("role").GetString();
}

using System.Text.Json;
using MediaNest.EndToEnd.Tests.Running;
using MediaNest.Testing;
using MediaNest.Testing.Identity;

namespace MediaNest.EndToEnd.Tests.Gateway;

/// <summary>The flow 'User Authentication API Flow': each check answers with its own status and code, in its order.</summary>
public sealed class AuthenticationFlowTests(RunningMediaNest mediaNest)
{
    private const string Path = "/api/v1/media/requests";

    [Fact]
    public async Task NoHeaderIsUnauthorized() => (await mediaNest.Anonymous.GetAsync(Path)).ShouldFail(401, "UNAUTHORIZED");

    [Theory]
    [InlineData("Bearer")]
    [InlineData("Bearer nonsense")]
    [InlineData("Bearer a.b.c")]
    [InlineData("Basic YTpi")]
    public async Task WhatIsNoTokenIsInvalid(string header) =>
        await mediaNest.Gateway.SendAsync("GET", Path, null, ("Authorization", header)).ShouldFailAsync(401, "INVALID_TOKEN");

    [Fact]
    public async Task AForeignSignatureIsInvalid()
    {
        await using var issuer = await TestIssuer.StartAsync();

        (await new ApiClient(mediaNest.Gateway, issuer.AdminToken()).GetAsync(Path)).ShouldFail(401, "INVALID_TOKEN");
        (await new ApiClient(mediaNest.Gateway, mediaNest.Admin.Token![..^4] + "AAAA").GetAsync(Path)).ShouldFail(401, "INVALID_TOKEN");
    }

    [Fact]
    public async Task AnExpiredTokenSaysSo()
    {
        await using var issuer = await TestIssuer.StartAsync();
        await using var gateway = await SecondGateway.StartAsync(mediaNest, ("Tokens:Jwks:Address", $"{issuer.Address}/.well-known/jwks.json"));

        (await new ApiClient(gateway.Http, issuer.ExpiredToken()).GetAsync(Path)).ShouldFail(401, "TOKEN_EXPIRED");
        // a good token whose session auth never wrote
        (await new ApiClient(gateway.Http, issuer.UserToken(Guid.CreateVersion7())).GetAsync(Path)).ShouldFail(401, "SESSION_INVALID");
    }

    [Fact]
    public async Task ASuspendedUserAndThenADeletedOneAreToldWhatTheyAre()
    {
        var user = await mediaNest.SignInWithPlexAsync("flow-suspended");
        var id = (await user.GetAsync("/api/v1/auth/session")).ShouldBe(200).Data.GetProperty("user").GetProperty("id").GetString();

        (await mediaNest.Admin.SendAsync(HttpMethod.Patch, $"/api/v1/admin/users/{id}/status", Json(new { status = "suspended" }))).ShouldBe(200);
        (await user.GetAsync(Path)).ShouldFail(403, "ACCOUNT_SUSPENDED");

        (await mediaNest.Admin.SendAsync(HttpMethod.Delete, $"/api/v1/admin/users/{id}")).Status.ShouldBeOneOf(200, 204);
        (await user.GetAsync(Path)).ShouldFail(404, "USER_NOT_FOUND");
    }

    [Fact]
    public async Task ADeadSessionIsInvalid()
    {
        var user = await mediaNest.SignInWithPlexAsync("flow-signed-out");
        (await user.GetAsync(Path)).ShouldBe(200);

        (await user.PostAsync("/api/v1/auth/logout")).Status.ShouldBeOneOf(200, 204);

        (await user.GetAsync(Path)).ShouldFail(401, "SESSION_INVALID");
    }

    [Fact]
    public async Task OneRequestTooManyIsRefusedAndTheAdministratorSeesIt()
    {
        var user = await mediaNest.SignInWithPlexAsync("flow-eager");
        await using var gateway = await SecondGateway.StartAsync(mediaNest, ("RateLimiting:Profiles:standard:api:Limit", "2"));
        var client = gateway.For(user);
        var first = (await client.GetAsync(Path)).ShouldBe(200);
        first.Headers.GetValues("X-RateLimit-Limit").ShouldBe(["2"]);
        first.Headers.GetValues("X-RateLimit-Remaining").ShouldBe(["1"]);
        first.Headers.GetValues("X-Rate-Limit-Remaining").ShouldBe(["1"]);
        first.Headers.GetValues("X-RateLimit-Reset").ShouldHaveSingleItem();
        (await client.GetAsync(Path)).ShouldBe(200);

        for (var i = 0; i < 5; i++)
        {
            var refused = (await client.GetAsync(Path)).ShouldFail(429, "RATE_LIMIT_EXCEEDED");
            refused.Headers.RetryAfter!.Delta!.Value.ShouldBeGreaterThan(TimeSpan.FromMinutes(10));
            refused.Body.GetProperty("error").GetProperty("retryAfter").GetInt32().ShouldBeGreaterThan(600);
        }

        // it comes over RabbitMQ: the first refusal within seconds, the others of the minute when it is over
        var userId = await IdOfAsync(user);
        JsonElement list = default;
        await Eventually.Async(
            async () =>
            {
                list = (await mediaNest.Admin.GetAsync($"/api/v1/admin/rate-limits?userId={userId}")).ShouldBe(200).Data;
                return list.GetProperty("totalRefused").GetInt64() >= 1;
            },
            Eventually.Patience,
            "the refusal is stored");
        list.GetProperty("violations")[0].GetProperty("scope").GetString().ShouldBe("api");
        list.GetProperty("violations")[0].GetProperty("limit").GetInt32().ShouldBe(2);
        (await user.GetAsync("/api/v1/admin/rate-limits")).ShouldFail(403, "FORBIDDEN");
    }

    [Fact]
    public async Task WithoutRedisLimitsAreLocalAndATokenAloneIsEnoughForAWhile()
    {
        var user = await mediaNest.SignInWithPlexAsync("flow-no-redis");
        await using var gateway = await SecondGateway.StartAsync(
            mediaNest,
            ("ConnectionStrings:redis", "127.0.0.1:1"),
            ("Redis:TimeoutMilliseconds", "200"),
            ("RateLimiting:Profiles:standard:api:Limit", "100000"),
            ("Sessions:TokenAloneFor", "00:00:20"));

        var answer = (await gateway.For(user).GetAsync(Path)).ShouldBe(200);
        answer.Headers.GetValues("X-RateLimit-Mode").ShouldBe(["local"]);
        await Eventually.Async(
            async () => (await gateway.For(user).GetAsync(Path)).Status == 503, Eventually.Patience, "protected routes answer 503");
        (await gateway.For(user).GetAsync(Path)).ShouldFail(503, "SERVICE_UNAVAILABLE");
        // what needs no session goes on
        (await new ApiClient(gateway.Http).GetAsync("/api/v1/health")).ShouldBe(200);
        (await user.GetAsync(Path)).ShouldBe(200);
    }

    private static async Task<string> IdOfAsync(ApiClient user) =>
        (await user.GetAsync("/api/v1/auth/session")).ShouldBe(200).Data.GetProperty("user").GetProperty("id").GetString()!;

    private static System.Net.Http.Json.JsonContent Json(object body) => System.Net.Http.Json.JsonContent.Create(body);
}

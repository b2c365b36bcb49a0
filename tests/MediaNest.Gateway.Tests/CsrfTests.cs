using MediaNest.Testing;
using MediaNest.Testing.Time;
using MediaNest.Tokens.Csrf;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNest.Gateway.Tests;

public sealed class CsrfTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private const string Path = "/api/v1/media/request";

    private readonly TestGateway _gateway = fixture.Gateway;

    private CsrfTokens Tokens => _gateway.Provider.GetRequiredService<CsrfTokens>();

    [Theory]
    [InlineData("POST")]
    [InlineData("PUT")]
    [InlineData("PATCH")]
    [InlineData("DELETE")]
    public async Task WhatChangesSomethingByCookieNeedsTheHeader(string method)
    {
        var user = await _gateway.SignInAsync();

        await SendAsync(user, method, header: null).ShouldFailAsync(403, "CSRF_TOKEN_MISSING");
        (await SendAsync(user, method, Tokens.Issue(user.SessionId)).SeenAsync()).Method.ShouldBe(method);
    }

    [Fact]
    public async Task AnotherSessionsTokenIsInvalid()
    {
        var user = await _gateway.SignInAsync();
        var mallory = await _gateway.SignInAsync();

        await SendAsync(user, "POST", Tokens.Issue(mallory.SessionId)).ShouldFailAsync(403, "CSRF_TOKEN_INVALID");
        await SendAsync(user, "POST", "rubbish").ShouldFailAsync(403, "CSRF_TOKEN_INVALID");
        await SendAsync(user, "POST", "").ShouldFailAsync(403, "CSRF_TOKEN_INVALID");
    }

    [Fact]
    public async Task ATokenWhoseTimeIsOverIsInvalid()
    {
        var user = await _gateway.SignInAsync();
        var twoHoursAgo = new ManualTime(TimeProvider.System.GetUtcNow().AddHours(-2));
        var expired = new CsrfTokens(new CsrfOptions { Key = TestGateway.CsrfKey }, twoHoursAgo).Issue(user.SessionId);

        await SendAsync(user, "POST", expired).ShouldFailAsync(403, "CSRF_TOKEN_INVALID");
    }

    [Fact]
    public async Task ATokenMadeWithAnotherKeyIsInvalid()
    {
        var user = await _gateway.SignInAsync();
        var forged = new CsrfTokens(new CsrfOptions { Key = new string('k', 32) }, TimeProvider.System).Issue(user.SessionId);

        await SendAsync(user, "POST", forged).ShouldFailAsync(403, "CSRF_TOKEN_INVALID");
    }

    [Fact]
    public async Task TheCookieAloneIsNotEnough()
    {
        var user = await _gateway.SignInAsync();

        await _gateway.SendAsync(HttpMethod.Post, Path, prepare: request =>
            request.Headers.Add("Cookie", $"token={user.Token}; csrf-token={Tokens.Issue(user.SessionId)}")).ShouldFailAsync(403, "CSRF_TOKEN_MISSING");
    }

    [Fact]
    public async Task WhatTheChecksComeToIsCountedForAllGateways()
    {
        await using var one = await TestGateway.StartAsync();
        await using var other = await TestGateway.StartAsync(new() { ["Redis:KeyPrefix"] = one.KeyPrefix });
        var before = await CountsAsync(one);
        foreach (var gateway in new[] { one, other })
        {
            var user = await gateway.SignInAsync();
            await SendAsync(gateway, user, "POST", Tokens.Issue(user.SessionId)).SeenAsync();
            await SendAsync(gateway, user, "POST", header: null).ShouldFailAsync(403, "CSRF_TOKEN_MISSING");
            await SendAsync(gateway, user, "POST", "rubbish").ShouldFailAsync(403, "CSRF_TOKEN_INVALID");
            await SendAsync(gateway, user, "POST", "rubbish").ShouldFailAsync(403, "CSRF_TOKEN_INVALID");
        }

        await Eventually.Async(
            async () =>
            {
                var now = await CountsAsync(one);
                return now[0] >= before[0] + 2 && now[1] >= before[1] + 2 && now[2] >= before[2] + 4;
            },
            Eventually.Patience,
            "both gateways' counts are in Redis");

        static async Task<long[]> CountsAsync(TestGateway gateway) =>
            [.. (await gateway.Redis.HashGetAsync(gateway.KeyPrefix + CsrfStatisticsKey.Name, [CsrfStatisticsKey.Validated, CsrfStatisticsKey.Missing, CsrfStatisticsKey.Invalid]))
                .Select(value => (long)value)];
    }

    [Fact]
    public async Task ReadingNeedsNone()
    {
        var user = await _gateway.SignInAsync();

        await SendAsync(user, "GET", header: null).SeenAsync();
    }

    [Fact]
    public async Task ABearerNeedsNone() =>
        await _gateway.SendAsync(HttpMethod.Post, Path, (await _gateway.SignInAsync()).Token).SeenAsync();

    [Fact]
    public async Task SigningInAndWebhooksNeedNone()
    {
        var user = await _gateway.SignInAsync();

        await SendAsync(user, "POST", header: null, "/api/v1/auth/login").SeenAsync();
        await SendAsync(user, "POST", header: null, "/api/v1/auth/refresh").SeenAsync();
        await SendAsync(user, "POST", header: null, "/api/v1/csrf/refresh").SeenAsync();
        await SendAsync(user, "POST", header: null, "/api/v1/webhooks/overseerr").SeenAsync();
    }

    [Fact]
    public async Task SigningOutNeedsOne() =>
        await SendAsync(await _gateway.SignInAsync(), "POST", header: null, "/api/v1/auth/logout").ShouldFailAsync(403, "CSRF_TOKEN_MISSING");

    private Task<HttpResponseMessage> SendAsync(Caller user, string method, string? header, string path = Path) =>
        SendAsync(_gateway, user, method, header, path);

    private static Task<HttpResponseMessage> SendAsync(TestGateway gateway, Caller user, string method, string? header, string path = Path) =>
        gateway.SendAsync(new HttpMethod(method), path, prepare: request =>
        {
            request.Headers.Add("Cookie", $"token={user.Token}");
            if (header is not null)
            {
                request.Headers.TryAddWithoutValidation("X-CSRF-Token", header);
            }
        });
}

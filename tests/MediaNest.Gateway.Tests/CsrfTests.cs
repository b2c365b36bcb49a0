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
        _gateway.SendAsync(new HttpMethod(method), path, prepare: request =>
        {
            request.Headers.Add("Cookie", $"token={user.Token}");
            if (header is not null)
            {
                request.Headers.TryAddWithoutValidation("X-CSRF-Token", header);
            }
        });
}

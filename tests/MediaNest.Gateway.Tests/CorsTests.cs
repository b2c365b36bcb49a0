using Microsoft.Extensions.Options;

namespace MediaNest.Gateway.Tests;

public sealed class CorsTests : IAsyncLifetime
{
    private const string Path = "/api/v1/media/request";
    private const string App = "https://app.household.example";

    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(new()
    {
        ["Cors:Origins:0"] = App,
        ["Cors:Origins:1"] = "http://localhost:3000",
        ["RateLimiting:Profiles:standard:everything:Limit"] = "2",
    });

    public async ValueTask DisposeAsync() => await _gateway.DisposeAsync();

    [Theory]
    [InlineData(App)]
    [InlineData("http://localhost:3000")]
    public async Task AKnownOriginMaySendCredentialsAndItsHeaders(string origin)
    {
        using var answer = await PreflightAsync(origin, "PUT", "authorization, content-type, x-csrf-token, x-correlation-id, if-none-match, idempotency-key");

        ((int)answer.StatusCode).ShouldBe(204);
        answer.Header("Access-Control-Allow-Origin").ShouldBe(origin);
        answer.Header("Access-Control-Allow-Credentials").ShouldBe("true");
        answer.Header("Access-Control-Allow-Methods").ShouldContain("PUT");
        answer.Header("Access-Control-Allow-Headers").ShouldContain("X-CSRF-Token");
        answer.Header("Access-Control-Max-Age").ShouldBe("600");
        answer.Header("Vary").ShouldContain("Origin");
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("https://app.household.example.evil.example")]
    [InlineData("http://app.household.example")]
    [InlineData("null")]
    public async Task AnUnknownOriginIsToldNothing(string origin)
    {
        using var preflight = await PreflightAsync(origin, "POST", "content-type");
        using var answer = await _gateway.SendAsync(HttpMethod.Get, "/nothing", prepare: request => request.Headers.TryAddWithoutValidation("Origin", origin));

        preflight.Header("Access-Control-Allow-Origin").ShouldBeEmpty();
        answer.Header("Access-Control-Allow-Origin").ShouldBeEmpty();
        answer.Header("Access-Control-Allow-Credentials").ShouldBeEmpty();
    }

    [Fact]
    public async Task PreflightsAreNeitherCountedNorAskedForAToken()
    {
        for (var i = 0; i < 5; i++)
        {
            using var answer = await PreflightAsync(App, "POST", "content-type");
            ((int)answer.StatusCode).ShouldBe(204);
        }
    }

    [Fact]
    public async Task EvenARefusalMayBeReadWithItsHeaders()
    {
        using var refused = await _gateway.SendAsync(HttpMethod.Post, Path, prepare: request => request.Headers.Add("Origin", App)).ShouldFailAsync(401, "UNAUTHORIZED");

        refused.Header("Access-Control-Allow-Origin").ShouldBe(App);
        var exposed = refused.Header("Access-Control-Expose-Headers");
        foreach (var header in new[] { "X-CSRF-Token", "X-Correlation-ID", "ETag", "Retry-After", "X-RateLimit-Limit", "X-RateLimit-Remaining", "X-RateLimit-Reset", "X-Rate-Limit-Remaining" })
        {
            exposed.ShouldContain(header);
        }
    }

    [Fact]
    public async Task NoOriginsMeansNoHeaders()
    {
        await using var gateway = await TestGateway.StartAsync();

        using var answer = await gateway.SendAsync(HttpMethod.Get, "/nothing", prepare: request => request.Headers.Add("Origin", App));

        answer.Header("Access-Control-Allow-Origin").ShouldBeEmpty();
    }

    [Theory]
    [InlineData("*")]
    [InlineData("https://*.household.example")]
    [InlineData("https://app.household.example/")]
    [InlineData("app.household.example")]
    [InlineData("null")]
    [InlineData("ftp://app.household.example")]
    [InlineData("")]
    public async Task AWrongOriginStopsTheStart(string origin) =>
        (await MediaNest.Testing.FailedStart.OfAsync(() => TestGateway.StartAsync(new() { ["Cors:Origins:0"] = origin }))).ShouldBeOfType<OptionsValidationException>()
            .Message.ShouldContain("Cors:Origins:0");

    private Task<HttpResponseMessage> PreflightAsync(string origin, string method, string headers) =>
        _gateway.SendAsync(HttpMethod.Options, Path, prepare: request =>
        {
            request.Headers.TryAddWithoutValidation("Origin", origin);
            request.Headers.Add("Access-Control-Request-Method", method);
            request.Headers.TryAddWithoutValidation("Access-Control-Request-Headers", headers);
        });
}

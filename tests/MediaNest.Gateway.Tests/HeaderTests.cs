using System.Net.Http.Headers;

namespace MediaNest.Gateway.Tests;

public sealed class HeaderTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly TestGateway _gateway = fixture.Gateway;

    [Fact]
    public async Task ACorrelationIdIsTakenOverAndEchoed()
    {
        var user = await _gateway.SignInAsync();

        using var answer = await _gateway.SendAsync(
            HttpMethod.Get, "/api/v1/media/search", user.Token, prepare: request => request.Headers.Add("X-Correlation-ID", "abc-1.2_3"));

        answer.Headers.GetValues("X-Correlation-ID").ShouldBe(["abc-1.2_3"]);
        (await Task.FromResult(answer).SeenAsync()).Headers["X-Correlation-ID"].ShouldBe("abc-1.2_3");
    }

    [Theory]
    [InlineData("")]
    [InlineData("with space")]
    [InlineData("<script>")]
    [InlineData("01234567890123456789012345678901234567890123456789012345678901234")]
    public async Task AWrongCorrelationIdIsReplaced(string id)
    {
        using var answer = await _gateway.SendAsync(
            HttpMethod.Get, "/nothing", prepare: request => request.Headers.TryAddWithoutValidation("X-Correlation-ID", id));

        answer.Headers.GetValues("X-Correlation-ID").ShouldHaveSingleItem().ShouldMatch("^[0-9a-f]{32}$");
    }

    [Theory]
    [InlineData("X-User-Id")]
    [InlineData("X-User-Role")]
    [InlineData("X-Session-Id")]
    [InlineData("X-Service-Name")]
    [InlineData("X-Real-IP")]
    [InlineData("Forwarded")]
    [InlineData("X-Original-URL")]
    [InlineData("X-HTTP-Method-Override")]
    public async Task HeadersThatOnlyTheGatewayMaySetDoNotGetIn(string name)
    {
        var user = await _gateway.SignInAsync();

        var seen = await _gateway.SendAsync(
            HttpMethod.Get, "/api/v1/media/search", user.Token, prepare: request => request.Headers.TryAddWithoutValidation(name, "forged")).SeenAsync();

        seen.Headers.ShouldNotContainKey(name);
    }

    [Fact]
    public async Task ForwardedHeadersAreTheGatewaysOwn()
    {
        var user = await _gateway.SignInAsync();

        var seen = await _gateway.SendAsync(HttpMethod.Get, "/api/v1/media/search", user.Token, prepare: request =>
        {
            request.Headers.Add("X-Forwarded-For", "6.6.6.6");
            request.Headers.Add("X-Forwarded-Host", "evil.example");
            request.Headers.Add("X-Forwarded-Proto", "https");
            request.Headers.Add("X-Forwarded-Prefix", "/evil");
        }).SeenAsync();

        seen.Headers["X-Forwarded-For"].ShouldBe("127.0.0.1");
        seen.Headers["X-Forwarded-Host"].ShouldBe(_gateway.Client.BaseAddress!.Authority);
        seen.Headers["X-Forwarded-Proto"].ShouldBe("http");
        seen.Headers.ShouldNotContainKey("X-Forwarded-Prefix");
    }

    [Fact]
    public async Task ATrustedProxysForwardedHeadersAreBelieved()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["TrustedProxies:0"] = "127.0.0.0/8" });
        var user = await gateway.SignInAsync();

        var seen = await gateway.SendAsync(
            HttpMethod.Get, "/api/v1/media/search", user.Token, prepare: request => request.Headers.Add("X-Forwarded-For", "192.0.2.7")).SeenAsync();

        seen.Headers["X-Forwarded-For"].ShouldBe("192.0.2.7");
    }

    [Fact]
    public async Task AnswersCarrySecurityHeaders()
    {
        using var answer = await _gateway.GetAsync("/api/v1/media/search", (await _gateway.SignInAsync()).Token);

        answer.Header("X-Content-Type-Options").ShouldBe("nosniff");
        answer.Header("X-Frame-Options").ShouldBe("DENY");
        answer.Header("Referrer-Policy").ShouldBe("no-referrer");
        answer.Header("Content-Security-Policy").ShouldContain("frame-ancestors 'none'");
        answer.Header("Strict-Transport-Security").ShouldStartWith("max-age=31536000");
        answer.Header("Server").ShouldBeEmpty();
    }

    [Fact]
    public async Task DevelopmentDoesNotInsistOnHttps()
    {
        await using var gateway = await TestGateway.StartAsync(environment: "Development");

        using var answer = await gateway.GetAsync("/nothing");

        answer.Header("Strict-Transport-Security").ShouldBeEmpty();
        answer.Header("X-Content-Type-Options").ShouldBe("nosniff");
    }

    [Fact]
    public async Task LargeAnswersAreCompressedAndSmallOnesAreNot()
    {
        var user = await _gateway.SignInAsync();

        using var large = await CompressedAsync(new string('x', 5000));
        using var small = await CompressedAsync("x");

        large.Content.Headers.ContentEncoding.ShouldBe(["br"]);
        small.Content.Headers.ContentEncoding.ShouldBeEmpty();

        Task<HttpResponseMessage> CompressedAsync(string body) => _gateway.SendAsync(
            HttpMethod.Post, "/api/v1/errors/report", user.Token, new StringContent(body),
            request => request.Headers.AcceptEncoding.Add(new StringWithQualityHeaderValue("br")));
    }
}

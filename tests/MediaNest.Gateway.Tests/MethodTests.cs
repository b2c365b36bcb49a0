using System.Net.Sockets;
using System.Text;

namespace MediaNest.Gateway.Tests;

public sealed class MethodTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly TestGateway _gateway = fixture.Gateway;

    [Fact]
    public async Task HeadIsGetWithoutTheBody()
    {
        var user = await _gateway.SignInAsync();
        using var get = await _gateway.GetAsync("/api/v1/media/requests", user.Token);

        using var head = await _gateway.SendAsync(HttpMethod.Head, "/api/v1/media/requests", user.Token);

        ((int)head.StatusCode).ShouldBe(200);
        head.Header("Content-Type").ShouldBe(get.Header("Content-Type"));
        head.Content.Headers.ContentLength.ShouldNotBeNull().ShouldBeGreaterThan(0);
        (await head.Content.ReadAsByteArrayAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task HeadIsGuardedLikeGet()
    {
        using var answer = await _gateway.SendAsync(HttpMethod.Head, "/api/v1/media/requests");

        ((int)answer.StatusCode).ShouldBe(401);
        answer.Header("X-RateLimit-Limit").ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("TRACE")]
    [InlineData("TRACK")]
    [InlineData("PROPFIND")]
    public async Task OtherMethodsAreNotServed(string method)
    {
        var user = await _gateway.SignInAsync();
        var answer = await RawAsync($"{method} /api/v1/media/requests HTTP/1.1\r\nHost: gateway\r\nConnection: close\r\nAuthorization: Bearer {user.Token}\r\n\r\n");

        answer.ShouldStartWith("HTTP/1.1 405");
        answer.ShouldContain("\"METHOD_NOT_ALLOWED\"");
        answer.ShouldContain("\r\nAllow: GET, HEAD, POST");
        answer.ShouldContain("\r\nX-RateLimit-Limit:");
    }

    [Fact]
    public async Task UnknownRoutesAreCounted() =>
        (await _gateway.GetAsync("/nothing").ShouldFailAsync(404, "NOT_FOUND")).Header("X-RateLimit-Remaining").ShouldNotBeEmpty();

    [Fact]
    public async Task WhoSendsABodyByDropsIsCutOff()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["Limits:MinBodyBytesPerSecond"] = "1000000", ["Limits:BodyGracePeriod"] = "00:00:02" });
        var user = await gateway.SignInAsync();

        var answer = await RawAsync(
            $"POST /api/v1/errors/report HTTP/1.1\r\nHost: gateway\r\nContent-Length: 1000\r\nContent-Type: application/json\r\nAuthorization: Bearer {user.Token}\r\n\r\nx", gateway);

        // the answer, where there still is somebody to hear it; in any case the connection is closed, or this would read for ever
        if (answer.Length > 0)
        {
            answer.ShouldStartWith("HTTP/1.1 408");
            answer.ShouldContain("REQUEST_TIMEOUT");
        }
    }

    [Theory]
    [InlineData("TrustedProxies:0", "the-load-balancer")]
    [InlineData("TrustedProxies:1", "10.0.0.0/33")]
    [InlineData("TrustedProxies:0", "0.0.0.0/0")]
    [InlineData("TrustedProxies:0", "::/0")]
    [InlineData("TrustedProxies", "10.0.0.1")]
    [InlineData("Limits:HeadersTimeout", "00:00:00")]
    [InlineData("Limits:MinBodyBytesPerSecond", "0")]
    public async Task AWrongSettingStopsTheStartAndIsNamed(string key, string value) =>
        (await MediaNest.Testing.FailedStart.OfAsync(() => TestGateway.StartAsync(new() { [key] = value }))).ShouldBeOfType<Microsoft.Extensions.Options.OptionsValidationException>()
            .Message.ShouldContain(key);

    [Fact]
    public async Task AddressesInFrontOfATrustedProxyAreBelievedUpToTheFirstUnknown()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["TrustedProxies:0"] = "127.0.0.1", ["TrustedProxies:1"] = "10.0.0.0/8" });
        var user = await gateway.SignInAsync();

        var seen = await gateway.SendAsync(
            HttpMethod.Get, "/api/v1/media/requests", user.Token, prepare: request => request.Headers.Add("X-Forwarded-For", "6.6.6.6, 192.0.2.7, 10.1.1.1")).SeenAsync();

        seen.Headers["X-Forwarded-For"].ShouldBe("192.0.2.7");
    }

    private Task<string> RawAsync(string request) => RawAsync(request, _gateway);

    private static async Task<string> RawAsync(string request, TestGateway gateway)
    {
        using var deadline = new CancellationTokenSource(MediaNest.Testing.Eventually.Patience);
        using var client = new TcpClient();
        await client.ConnectAsync(gateway.Client.BaseAddress!.Host, gateway.Client.BaseAddress.Port, deadline.Token);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request), deadline.Token);
        using var reader = new StreamReader(client.GetStream(), Encoding.UTF8);
        try
        {
            return await reader.ReadToEndAsync(deadline.Token);
        }
        catch (IOException)
        {
            // reset: closed all the same
            return "";
        }
    }
}

using System.Net;
using System.Net.WebSockets;
using MediaNest.Testing;
using Microsoft.Extensions.Options;
using static MediaNest.Gateway.Tests.Sockets.SocketRequests;

namespace MediaNest.Gateway.Tests.Sockets;

public sealed class SocketLimitTests
{
    [Fact]
    public async Task AnAddressHasItsNumberOfPlacesAndGetsThemBack()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["SocketConnections:PerAddress"] = "2", ["TrustedProxies:0"] = "127.0.0.1" });
        var polls = gateway.Services["notification"].HoldPolls();
        using var socket = await gateway.ConnectAsync();
        var poll = gateway.GetAsync(Poll);
        await Eventually.Async(() => polls.Waiting == 1, Eventually.Patience, "the poll waits");

        using (var refused = await gateway.GetAsync(Poll).ShouldFailAsync(429, "RATE_LIMIT_EXCEEDED"))
        {
            refused.Header("Retry-After").ShouldBe("5");
        }

        (await Should.ThrowAsync<WebSocketException>(() => gateway.ConnectAsync())).Message.ShouldContain("429");
        // packets of who is connected go through, and other addresses and other routes have nothing to do with it
        (await gateway.AskAsync(HttpMethod.Post, Poll, new StringContent("3")).SeenAsync()).Body.ShouldBe("3");
        (await gateway.AskAsync(HttpMethod.Get, Polling, null, ("X-Forwarded-For", "203.0.113.7")).SeenAsync()).Service.ShouldBe("notification");
        (await gateway.GetAsync("/api/v1/media/search", (await gateway.SignInAsync()).Token).SeenAsync()).Service.ShouldBe("media");

        polls.Release();
        (await poll).Dispose();
        using var next = await gateway.ConnectAsync();
        (await next.EchoAsync("2probe")).ShouldBe("2probe");
    }

    [Fact]
    public async Task TheGatewayHasItsNumberOfPlacesWhateverTheAddress()
    {
        await using var gateway = await TestGateway.StartAsync(new() { ["SocketConnections:Total"] = "1", ["TrustedProxies:0"] = "127.0.0.1" });
        using (var socket = await gateway.ConnectAsync())
        {
            (await socket.EchoAsync("2probe")).ShouldBe("2probe");

            using var refused = await gateway.AskAsync(HttpMethod.Get, Polling, null, ("X-Forwarded-For", "203.0.113.7")).ShouldFailAsync(503, "SERVICE_UNAVAILABLE");
            refused.Header("Retry-After").ShouldBe("5");
        }

        await Eventually.Async(async () => (await gateway.GetAsync(Polling)).IsSuccessStatusCode, Eventually.Patience, "the place is free again");
    }

    [Fact]
    public async Task AStormOfHandshakesIsHeldBackByAddress()
    {
        await using var gateway = await TestGateway.StartAsync(new()
        {
            ["SocketConnections:HandshakesPerAddress"] = "3",
            ["SocketConnections:HandshakeWindow"] = "01:00:00",
            ["TrustedProxies:0"] = "127.0.0.1",
        });
        for (var i = 0; i < 3; i++)
        {
            (await gateway.GetAsync(Polling)).StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        using (var refused = await gateway.GetAsync(Polling).ShouldFailAsync(429, "RATE_LIMIT_EXCEEDED"))
        {
            int.Parse(refused.Header("Retry-After"), System.Globalization.CultureInfo.InvariantCulture).ShouldBeInRange(1, 3600);
        }

        (await Should.ThrowAsync<WebSocketException>(() => gateway.ConnectAsync())).Message.ShouldContain("429");
        (await gateway.GetAsync(Poll)).StatusCode.ShouldBe(HttpStatusCode.OK);
        (await gateway.ConnectAsync("&sid=abc")).Dispose();
        (await gateway.AskAsync(HttpMethod.Get, Polling, null, ("X-Forwarded-For", "203.0.113.7"))).StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Theory]
    [InlineData("SocketConnections:PerAddress", "0")]
    [InlineData("SocketConnections:Total", "-1")]
    [InlineData("SocketConnections:HandshakesPerAddress", "0")]
    [InlineData("SocketConnections:HandshakeWindow", "00:00:00")]
    [InlineData("Proxy:SocketTimeout", "01:00:00")]
    public async Task AWrongLimitStopsTheStart(string key, string value) =>
        (await FailedStart.OfAsync(() => TestGateway.StartAsync(new() { [key] = value }))).ShouldBeOfType<OptionsValidationException>().Message.ShouldContain(key);
}

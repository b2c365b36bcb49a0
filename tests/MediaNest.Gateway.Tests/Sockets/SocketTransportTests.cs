using System.IO.Compression;
using System.Net;
using System.Net.WebSockets;
using System.Text;
using MediaNest.Testing;
using Microsoft.AspNetCore.Http;
using static MediaNest.Gateway.Tests.Sockets.SocketRequests;

namespace MediaNest.Gateway.Tests.Sockets;

public sealed class SocketTransportTests : IAsyncLifetime
{
    private const string App = "https://app.household.example";

    private TestGateway _gateway = null!;

    public async ValueTask InitializeAsync() => _gateway = await TestGateway.StartAsync(new()
    {
        ["Proxy:Timeout"] = "00:00:00.300",
        ["Proxy:SocketTimeout"] = "00:00:03",
        ["Cors:Origins:0"] = App,
        ["RateLimiting:Profiles:standard:everything:Limit"] = "2",
    });

    public async ValueTask DisposeAsync() => await _gateway.DisposeAsync();

    [Fact]
    public async Task APollMayBeSilentForLongerThanOtherRequests()
    {
        var polls = _gateway.Services["notification"].HoldPolls();
        var started = TimeProvider.System.GetTimestamp();

        var poll = _gateway.GetAsync(Poll);
        await Eventually.Async(
            () => polls.Waiting == 1 && TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(1), Eventually.Patience, "the poll waits beyond Proxy:Timeout");
        polls.Release();

        (await poll.SeenAsync()).Service.ShouldBe("notification");
    }

    [Fact]
    public async Task ASilentWebSocketIsNotCut()
    {
        using var socket = await _gateway.ConnectAsync();
        var buffer = new byte[16];
        var silence = socket.ReceiveAsync(buffer, TestContext.Current.CancellationToken);

        var started = TimeProvider.System.GetTimestamp();
        await Eventually.Async(() => TimeProvider.System.GetElapsedTime(started) > TimeSpan.FromSeconds(1), Eventually.Patience, "more than Proxy:Timeout goes by");

        silence.IsCompleted.ShouldBeFalse();
        await socket.SendAsync("2probe"u8.ToArray(), WebSocketMessageType.Text, true, TestContext.Current.CancellationToken);
        (await silence).Count.ShouldBe(6);
    }

    [Fact]
    public async Task AServiceThatDoesNotAnswerAPollIsATimeout()
    {
        _gateway.Services["notification"].HoldPolls();

        await _gateway.GetAsync(Poll).ShouldFailAsync(504, "UPSTREAM_TIMEOUT");
    }

    [Fact]
    public async Task AServiceThatIsDownIsUnavailable()
    {
        await _gateway.Services["notification"].StopAsync();

        await _gateway.GetAsync(Polling).ShouldFailAsync(503, "SERVICE_UNAVAILABLE");
        (await Should.ThrowAsync<WebSocketException>(() => _gateway.ConnectAsync())).Message.ShouldContain("503");
    }

    [Fact]
    public async Task TransportsAreNotCountedAndAPostByCookieNeedsNoCsrfToken()
    {
        for (var i = 0; i < 5; i++)
        {
            using var body = new StringContent("40", Encoding.UTF8, "text/plain");
            using var answer = await _gateway.AskAsync(HttpMethod.Post, Poll, body, ("Cookie", "token=" + (await _gateway.SignInAsync()).Token));
            ((int)answer.StatusCode).ShouldBe(200);
            answer.Header("X-RateLimit-Limit").ShouldBeEmpty();
            answer.Header("Set-Cookie").ShouldNotContain("medianest-written");
        }
    }

    [Fact]
    public async Task AnAnswerIsNeitherTaggedNorKeptAndOnlyCompressedForWhoAsks()
    {
        var packets = string.Join('\u001e', Enumerable.Repeat("42[\"request:updated\",{\"id\":1}]", 5_000));
        _gateway.Services["notification"].Answer = async context =>
        {
            context.Response.ContentType = "text/plain; charset=UTF-8";
            context.Response.Headers.CacheControl = "no-store";
            context.Response.ContentLength = Encoding.UTF8.GetByteCount(packets);
            await context.Response.WriteAsync(packets, context.RequestAborted);
            return true;
        };

        using var plain = await _gateway.GetAsync(Poll);
        using var small = await _gateway.AskAsync(HttpMethod.Get, Poll, headers: ("Accept-Encoding", "gzip"));

        (await plain.Content.ReadAsStringAsync()).ShouldBe(packets);
        plain.Header("ETag").ShouldBeEmpty();
        plain.Header("Cache-Control").ShouldBe("no-store");
        plain.Header("X-Content-Type-Options").ShouldBe("nosniff");
        small.Header("Content-Encoding").ShouldBe("gzip");
        await using var gzip = new GZipStream(await small.Content.ReadAsStreamAsync(), CompressionMode.Decompress);
        using var reader = new StreamReader(gzip);
        (await reader.ReadToEndAsync()).ShouldBe(packets);
    }

    [Fact]
    public async Task TheLargestPayloadOfTheServicePasses()
    {
        using var body = new StringContent(new string('4', 1_000_000), Encoding.UTF8, "text/plain");

        (await _gateway.AskAsync(HttpMethod.Post, Poll, body).SeenAsync()).Body.Length.ShouldBe(1_000_000);
    }

    [Fact]
    public async Task AListedOriginMayPollAndConnect()
    {
        using var preflight = await _gateway.AskAsync(
            HttpMethod.Options, Poll, null, ("Origin", App), ("Access-Control-Request-Method", "POST"), ("Access-Control-Request-Headers", "authorization,content-type"));
        using var poll = await _gateway.AskAsync(HttpMethod.Get, Polling, null, ("Origin", App));
        using var socket = await _gateway.ConnectAsync("", ("Origin", App));

        ((int)preflight.StatusCode).ShouldBe(204);
        preflight.Header("Access-Control-Allow-Origin").ShouldBe(App);
        preflight.Header("Access-Control-Allow-Credentials").ShouldBe("true");
        poll.Header("Access-Control-Allow-Origin").ShouldBe(App);
        // it was judged here, by the name that the client called
        (await Task.FromResult(poll).SeenAsync()).Headers.ShouldNotContainKey("Origin");
        (await socket.EchoAsync("2probe")).ShouldBe("2probe");
    }

    [Fact]
    public async Task PagesOfTheGatewaysOwnOriginMayConnect()
    {
        using var socket = await _gateway.ConnectAsync("", ("Origin", _gateway.Client.BaseAddress!.GetLeftPart(UriPartial.Authority)));

        (await socket.EchoAsync("2probe")).ShouldBe("2probe");
    }

    [Theory]
    [InlineData("https://evil.example")]
    [InlineData("null")]
    public async Task AnotherOriginsPagesAreRefusedWhateverCookiesTheySend(string origin)
    {
        await _gateway.AskAsync(HttpMethod.Get, Polling, null, ("Origin", origin)).ShouldFailAsync(403, "FORBIDDEN");
        (await Should.ThrowAsync<WebSocketException>(() => _gateway.ConnectAsync("", ("Origin", origin)))).Message.ShouldContain("403");
    }

    [Fact]
    public async Task StoppingEndsPollsAndWebSocketsAtOnce()
    {
        var polls = _gateway.Services["notification"].HoldPolls();
        using var socket = await _gateway.ConnectAsync();
        (await socket.EchoAsync("2probe")).ShouldBe("2probe");
        var silence = socket.ReceiveAsync(new byte[16], TestContext.Current.CancellationToken);
        var poll = _gateway.GetAsync(Poll);
        await Eventually.Async(() => polls.Waiting == 1, Eventually.Patience, "the poll waits");

        var started = TimeProvider.System.GetTimestamp();
        await _gateway.StopAsync();

        TimeProvider.System.GetElapsedTime(started).ShouldBeLessThan(TimeSpan.FromSeconds(15)); // the host gives up at 20 s
        using var refused = await poll;
        refused.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        refused.Header("Retry-After").ShouldNotBeEmpty();
        await Should.ThrowAsync<WebSocketException>(() => silence);
    }
}

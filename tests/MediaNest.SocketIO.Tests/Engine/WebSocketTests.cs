using System.Net.WebSockets;
using System.Text;
using MediaNest.SocketIO.Engine;

namespace MediaNest.SocketIO.Tests.Engine;

public sealed class WebSocketTests
{
    [Fact]
    public async Task TextAndBinaryGoBothWays()
    {
        await using var app = await EngineApp.StartAsync();
        var (socket, _) = await app.OpenWebSocketAsync();
        using var _ = socket;

        await socket.SendAsync("4grüße");
        (await socket.ReceiveAsync()).ShouldBe("4grüße");
        await socket.SendAsync([1, 2, 3, 4]);
        (await socket.ReceiveAsync()).ShouldBe("hex:01020304");
        await socket.SendAsync([]);
        (await socket.ReceiveAsync()).ShouldBe("hex:");
        await socket.SendAsync("4");
        (await socket.ReceiveAsync()).ShouldBe("4");
    }

    [Fact]
    public async Task AMessageInFragmentsIsOneMessage()
    {
        await using var app = await EngineApp.StartAsync();
        var (socket, _) = await app.OpenWebSocketAsync();
        using var _ = socket;

        await socket.SendAsync("4", end: false);
        await socket.SendAsync("", end: false);
        await socket.SendAsync(new string('a', 20_000), end: false);
        await socket.SendAsync("b");

        (await socket.ReceiveAsync()).ShouldBe("4" + new string('a', 20_000) + "b");
    }

    [Fact]
    public async Task AUnitIsSentTogetherAndInOrder()
    {
        await using var app = await EngineApp.StartAsync();
        var (socket, sid) = await app.OpenWebSocketAsync();
        using var _ = socket;

        Parallel.For(0, 50, i => app.Handler[sid].TrySend([EngineApp.Text($"{i}"), EngineApp.Binary((byte)i)]).ShouldBeTrue());

        for (var i = 0; i < 50; i++)
        {
            var number = byte.Parse((await socket.ReceiveAsync())[1..]);
            (await socket.ReceiveAsync()).ShouldBe($"hex:{number:X2}");
        }
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("")]
    [InlineData("2")]
    [InlineData("2probe")]
    [InlineData("5")]
    [InlineData("0")]
    [InlineData("bAQID")]
    public async Task AnInvalidPacketEndsTheSession(string packet)
    {
        await using var app = await EngineApp.StartAsync();
        var (socket, sid) = await app.OpenWebSocketAsync();
        using var _ = socket;

        await socket.SendAsync(packet);

        (await socket.ReceiveAsync()).ShouldBe("close:1002");
        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.ParseError);
        await socket.CloseAsync();
        await Eventually.TrueAsync(() => app.Engine.Count == 0);
    }

    [Fact]
    public async Task AMessageThatIsTooLargeIsAnsweredWith1009()
    {
        await using var app = await EngineApp.StartAsync(new EngineOptions { MaxPayload = 10_000 });
        var (socket, sid) = await app.OpenWebSocketAsync();
        using var _ = socket;
        await socket.SendAsync("4" + new string('a', 9_999));
        (await socket.ReceiveAsync()).Length.ShouldBe(10_000);

        await socket.SendAsync("4" + new string('a', 10_000));

        (await socket.ReceiveAsync()).ShouldBe("close:1009");
        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.TransportError);
        app.Handler.Messages(sid).Count.ShouldBe(1);
    }

    [Fact]
    public async Task TheClientsClosePacketClosesTheWebSocket()
    {
        await using var app = await EngineApp.StartAsync();
        var (socket, sid) = await app.OpenWebSocketAsync();
        using var _ = socket;

        await socket.SendAsync("1");

        (await socket.ReceiveAsync()).ShouldBe("close:1000");
        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.TransportClose);
    }

    [Fact]
    public async Task TheClientsCloseFrameEndsTheSession()
    {
        await using var app = await EngineApp.StartAsync();
        var (socket, sid) = await app.OpenWebSocketAsync();
        using var _ = socket;

        await socket.CloseAsync();

        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.TransportClose);
        await Eventually.TrueAsync(() => app.Engine.Count == 0);
    }

    [Fact]
    public async Task ALostConnectionEndsTheSession()
    {
        await using var app = await EngineApp.StartAsync();
        var (socket, sid) = await app.OpenWebSocketAsync();

        socket.Raw.Abort();

        (await app.Handler.ClosedAsync(sid)).ShouldBeOneOf(CloseReason.TransportClose, CloseReason.TransportError);
        await Eventually.TrueAsync(() => app.Engine.Count == 0);
    }

    [Fact]
    public async Task TheServersCloseComesAfterWhatIsQueued()
    {
        await using var app = await EngineApp.StartAsync();
        var (socket, sid) = await app.OpenWebSocketAsync();
        using var _ = socket;
        for (var i = 0; i < 20; i++)
            app.Handler[sid].TrySend([EngineApp.Text($"{i}")]);

        app.Handler[sid].Close("because");

        for (var i = 0; i < 20; i++)
            (await socket.ReceiveAsync()).ShouldBe($"4{i}");

        (await socket.ReceiveAsync()).ShouldBe("close:1000");
        (await app.Handler.ClosedAsync(sid)).ShouldBe("because");
    }

    [Fact]
    public async Task AClientThatDoesNotAnswerTheCloseIsCutOff()
    {
        await using var app = await EngineApp.StartAsync();
        var (socket, sid) = await app.OpenWebSocketAsync();
        using var _ = socket;
        app.Handler[sid].Close("because");
        (await socket.ReceiveAsync()).ShouldBe("close:1000");
        app.Engine.Count.ShouldBe(1);

        app.Time.Advance(TimeSpan.FromSeconds(6));

        await Eventually.TrueAsync(() => app.Engine.Count == 0);
    }

    [Fact]
    public async Task ASecondWebSocketOnASessionIsRefusedAndTheFirstUnharmed()
    {
        await using var app = await EngineApp.StartAsync();
        var (socket, sid) = await app.OpenWebSocketAsync();
        using var _ = socket;

        using var second = await app.ConnectAsync(sid);

        (await second.ReceiveAsync()).ShouldBe("close:1008");
        await socket.SendAsync("4still here");
        (await socket.ReceiveAsync()).ShouldBe("4still here");
    }

    [Fact]
    public async Task PollingOnAWebSocketSessionIsABadRequest()
    {
        await using var app = await EngineApp.StartAsync();
        var (socket, sid) = await app.OpenWebSocketAsync();
        using var _ = socket;

        (await app.GetAsync(sid)).Body.ShouldContain("\"code\":3");
        (await app.PostAsync(sid, "4a")).Body.ShouldContain("\"code\":3");

        app.Handler.IsOpen(sid).ShouldBeTrue();
    }

    [Fact]
    public async Task CompressionIsNotNegotiated()
    {
        await using var app = await EngineApp.StartAsync();
        using var socket = await TestSocket.ConnectAsync(app.WebSocketUrl(), options =>
        {
            options.DangerousDeflateOptions = new WebSocketDeflateOptions();
            options.CollectHttpResponseDetails = true;
        });

        socket.Raw.HttpResponseHeaders!.ContainsKey("Sec-WebSocket-Extensions").ShouldBeFalse();
    }

    [Fact]
    public async Task OneFrameServesAllReceivers()
    {
        await using var app = await EngineApp.StartAsync();
        var sessions = await Task.WhenAll(Enumerable.Range(0, 10).Select(_ => app.OpenWebSocketAsync()));
        var frame = EngineApp.Text("to all");

        foreach (var (_, sid) in sessions)
            app.Handler[sid].TrySend([frame]);

        foreach (var (socket, _) in sessions)
        {
            (await socket.ReceiveAsync()).ShouldBe("4to all");
            socket.Dispose();
        }

        frame.Encoded.ShouldBe(frame.Encoded);
        Encoding.UTF8.GetString(frame.Payload.Span).ShouldBe("to all");
    }
}

using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net;
using MediaNest.SocketIO.Engine;

namespace MediaNest.SocketIO.Tests.Engine;

/// <summary>What the engine promises to what stands on top of it.</summary>
public sealed class SessionTests
{
    [Fact]
    public async Task AHandlerThatThrowsLosesItsSessionOnly()
    {
        await using var app = await EngineApp.StartAsync();
        app.Handler.Received = (_, message) =>
        {
            if (message == "bad")
                throw new InvalidOperationException("as the test wants");
        };
        var (socket, sid) = await app.OpenWebSocketAsync();
        var (other, _) = await app.OpenWebSocketAsync();

        await socket.SendAsync("4bad");

        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.TransportError);
        (await socket.ReceiveAsync()).ShouldStartWith("close:");
        await other.SendAsync("4good");
        (await other.ReceiveAsync()).ShouldBe("4good");
        socket.Dispose();
        other.Dispose();
    }

    [Fact]
    public async Task ASessionClosedInACallIsToldSoAfterTheCall()
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();
        bool? openInCall = null;
        app.Handler.Received = (connection, _) =>
        {
            connection.Close("because");
            openInCall = app.Handler.IsOpen(sid);
        };

        await app.PostAsync(sid, "4a\u001e4b");

        openInCall.ShouldBe(true);
        (await app.Handler.ClosedAsync(sid)).ShouldBe("because");
        app.Handler.Messages(sid).ShouldBe(["a"]);
    }

    [Fact]
    public async Task SessionsThatOverflowEachOtherDoNotBlock()
    {
        await using var app = await EngineApp.StartAsync(new EngineOptions { MaxQueuedPackets = 1 });
        app.Handler.Echo = false;
        var first = await app.OpenPollingAsync();
        var second = await app.OpenPollingAsync();
        using var both = new Barrier(2);
        app.Handler.Received = (connection, _) =>
        {
            both.SignalAndWait(MediaNest.Testing.Eventually.Patience);
            var peer = app.Handler[connection.Id == first ? second : first];
            while (peer.TrySend([EngineApp.Text("x")]))
            {
                // until it overflows
            }
        };

        await Task.WhenAll(app.PostAsync(first, "4a"), app.PostAsync(second, "4a"));

        (await app.Handler.ClosedAsync(first)).ShouldBe(CloseReason.TransportError);
        (await app.Handler.ClosedAsync(second)).ShouldBe(CloseReason.TransportError);
    }

    [Fact]
    public async Task ClosingManyTimesAtOnceIsToldOnce()
    {
        await using var app = await EngineApp.StartAsync();
        var (socket, sid) = await app.OpenWebSocketAsync();
        using var _ = socket;

        // the recording handler throws on a second call
        Should.NotThrow(() => Parallel.For(0, 20, i => app.Handler[sid].Close($"{i}")));

        (await socket.ReceiveAsync()).ShouldBe("close:1000");
    }

    [Fact]
    public async Task ShuttingDownClosesAllAndTakesNoMore()
    {
        await using var app = await EngineApp.StartAsync();
        var (socket, first) = await app.OpenWebSocketAsync();
        using var _ = socket;
        var second = await app.OpenPollingAsync();
        var poll = await app.HangAsync(second);

        var closing = app.Engine.CloseAllAsync(CancellationToken.None);

        (await poll).ShouldBe((HttpStatusCode.OK, "1"));
        (await socket.ReceiveAsync()).ShouldBe("close:1000");
        await socket.CloseAsync();
        await closing.WaitAsync(MediaNest.Testing.Eventually.Patience);
        (await app.Handler.ClosedAsync(first)).ShouldBe(CloseReason.ServerShuttingDown);
        (await app.Handler.ClosedAsync(second)).ShouldBe(CloseReason.ServerShuttingDown);
        (await app.GetAsync(null)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
    }

    [Fact]
    public async Task ShuttingDownWaitsNoLongerThanToldTo()
    {
        await using var app = await EngineApp.StartAsync();
        await app.OpenPollingAsync();
        using var enough = new CancellationTokenSource(TimeSpan.FromMilliseconds(50));

        await Should.ThrowAsync<OperationCanceledException>(app.Engine.CloseAllAsync(enough.Token));
    }

    [Fact]
    public async Task TheMeterCountsConnectionsPacketsBytesAndOverflows()
    {
        var counted = new ConcurrentDictionary<string, long>(StringComparer.Ordinal);
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, self) =>
        {
            if (instrument.Meter.Name == EngineMetrics.MeterName)
                self.EnableMeasurementEvents(instrument);
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => counted.AddOrUpdate(instrument.Name, value, (_, sum) => sum + value));
        listener.SetMeasurementEventCallback<int>((instrument, value, _, _) => counted.AddOrUpdate(instrument.Name, 1, (_, sum) => sum + 1));
        listener.Start();
        await using var app = await EngineApp.StartAsync(new EngineOptions { MaxQueuedPackets = 1 });
        var (socket, sid) = await app.OpenWebSocketAsync();
        using var _ = socket;

        await socket.SendAsync("4hello");
        await socket.ReceiveAsync();
        var polling = await app.OpenPollingAsync();
        app.Handler[polling].TrySend([EngineApp.Text("a")]);
        app.Handler[polling].TrySend([EngineApp.Text("b")]);

        app.Handler.Messages(sid).ShouldBe(["hello"]);
        await Eventually.TrueAsync(() => counted.GetValueOrDefault("socketio.packets.sent") >= 2);
        counted["socketio.connections"].ShouldBeGreaterThanOrEqualTo(3);
        counted["socketio.packets.received"].ShouldBeGreaterThanOrEqualTo(1);
        counted["socketio.bytes.received"].ShouldBeGreaterThanOrEqualTo(6);
        counted["socketio.bytes.sent"].ShouldBeGreaterThanOrEqualTo(6);
        counted["socketio.queue.overflows"].ShouldBeGreaterThanOrEqualTo(1);
    }
}

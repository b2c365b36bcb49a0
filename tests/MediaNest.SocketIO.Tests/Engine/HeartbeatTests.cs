using System.Net;
using MediaNest.SocketIO.Engine;
using MediaNest.Testing.Time;

namespace MediaNest.SocketIO.Tests.Engine;

public sealed class HeartbeatTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(1);

    [Fact]
    public async Task AWebSocketIsPingedAfterTheInterval()
    {
        await using var app = await EngineApp.StartAsync();
        var (socket, sid) = await app.OpenWebSocketAsync();
        using var _ = socket;

        for (var i = 0; i < 5; i++)
        {
            app.Time.Advance(Interval + Resolution);
            (await socket.ReceiveAsync()).ShouldBe("2");
            await socket.SendAsync("3");
            await socket.SendAsync("4pong was read");
            await socket.ReceiveAsync();
        }

        app.Handler.IsOpen(sid).ShouldBeTrue();
    }

    [Fact]
    public async Task NoPingComesEarly()
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();
        var poll = await app.HangAsync(sid);

        app.Time.Advance(Interval - TimeSpan.FromMilliseconds(1));
        poll.IsCompleted.ShouldBeFalse();
        app.Time.Advance(Resolution);

        (await poll).ShouldBe((HttpStatusCode.OK, "2"));
    }

    [Fact]
    public async Task ASilentPollingClientLosesItsSession()
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();

        app.Time.Advance(Interval + Timeout + Resolution);

        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.PingTimeout);
        app.Engine.Count.ShouldBe(0);
        (await app.GetAsync(sid)).Body.ShouldContain("\"code\":1");
    }

    [Fact]
    public async Task ASilentWebSocketIsClosed()
    {
        await using var app = await EngineApp.StartAsync();
        var (socket, sid) = await app.OpenWebSocketAsync();
        using var _ = socket;

        app.Time.Advance(Interval + Timeout + Resolution);

        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.PingTimeout);
        (await socket.ReceiveAsync()).ShouldBe("2");
        (await socket.ReceiveAsync()).ShouldBe("close:1000");
    }

    [Fact]
    public async Task AHangingGetOfASilentClientIsAnsweredWithTheClosePacket()
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();
        var ping = await app.HangAsync(sid);
        app.Time.Advance(Interval + Resolution);
        (await ping).Body.ShouldBe("2");
        var poll = await app.HangAsync(sid);

        app.Time.Advance(Timeout);

        (await poll).ShouldBe((HttpStatusCode.OK, "1"));
    }

    [Fact]
    public async Task MessagesDoNotReplaceThePong()
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();
        app.Time.Advance(Interval + Resolution);

        await app.PostAsync(sid, "4I am alive");
        app.Time.Advance(Timeout);

        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.PingTimeout);
    }

    [Fact]
    public async Task APongWithoutAPingBuysNoTime()
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();
        app.Time.Advance(Interval - Resolution);

        await app.PostAsync(sid, "3");
        app.Time.Advance(Timeout + Resolution + Resolution);

        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.PingTimeout);
    }

    [Fact]
    public async Task TheDeadlineHoldsOnARequestThoughTheTimerIsLate()
    {
        var time = new StalledTimers();
        await using var app = await EngineApp.StartAsync(time: time);
        var first = await app.OpenPollingAsync();
        var second = await app.OpenPollingAsync();

        var other = await app.OpenPollingAsync();

        // requests stand in for the timer: they send the pings, and show that the server is awake
        time.Clock.Advance(Interval);
        (await app.PostAsync(first, "4a")).Status.ShouldBe(HttpStatusCode.OK);
        (await app.PostAsync(second, "4a")).Status.ShouldBe(HttpStatusCode.OK);
        time.Clock.Advance(Timeout / 2);
        (await app.PostAsync(other, "4a")).Status.ShouldBe(HttpStatusCode.OK);
        time.Clock.Advance((Timeout / 2) - TimeSpan.FromMilliseconds(1));
        (await app.PostAsync(first, "4just in time")).Status.ShouldBe(HttpStatusCode.OK);
        time.Clock.Advance(TimeSpan.FromMilliseconds(1));

        (await app.PostAsync(first, "4too late")).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await app.GetAsync(second)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await app.Handler.ClosedAsync(first)).ShouldBe(CloseReason.PingTimeout);
        app.Handler.Messages(first).ShouldBe(["a", "just in time"]);
    }

    [Fact]
    public async Task AnIntervalShorterThanTheTimeoutIsKept()
    {
        await using var app = await EngineApp.StartAsync(new EngineOptions { PingInterval = TimeSpan.FromSeconds(1), PingTimeout = TimeSpan.FromSeconds(60) });
        var (socket, _) = await app.OpenWebSocketAsync();
        using var _ = socket;

        for (var i = 0; i < 5; i++)
        {
            app.Time.Advance(TimeSpan.FromSeconds(1.2));
            (await socket.ReceiveAsync()).ShouldBe("2");
            await socket.SendAsync("3");
            await socket.SendAsync("4pong was read");
            await socket.ReceiveAsync();
        }
    }

    [Fact]
    public async Task ThePingSurvivesTheUpgrade()
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();
        app.Time.Advance(Interval + Resolution);
        using var socket = await app.ConnectAsync(sid);
        await socket.SendAsync("2probe");
        await socket.SendAsync("5");

        (await socket.ReceiveAsync()).ShouldBe("3probe");
        (await socket.ReceiveAsync()).ShouldBe("2");
        await socket.SendAsync("3");
        await socket.SendAsync("4pong was read");
        await socket.ReceiveAsync();
        app.Time.Advance(Timeout + Resolution);

        app.Handler.IsOpen(sid).ShouldBeTrue();
    }

    /// <summary>A clock whose timers never fire.</summary>
    private sealed class StalledTimers : TimeProvider
    {
        public ManualTime Clock { get; } = new();

        public override long TimestampFrequency => Clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => Clock.GetUtcNow();

        public override long GetTimestamp() => Clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, TimeSpan.FromMilliseconds(-1), TimeSpan.FromMilliseconds(-1));
    }
}

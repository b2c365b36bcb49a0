using System.Net;
using MediaNest.SocketIO.Engine;
using MediaNest.Testing.Time;

namespace MediaNest.SocketIO.Tests.Engine;

/// <summary>The server stands still (stopped, suspended, out of processor time) and goes on: what it did not send and did not read is not its clients' fault.</summary>
public sealed class StandstillTests
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(25);
    private static readonly TimeSpan Timeout = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan Resolution = TimeSpan.FromSeconds(1);
    private readonly StoppableTime _time = new();

    [Fact]
    public async Task WhoWasNeverPingedIsPingedThen()
    {
        await using var app = await EngineApp.StartAsync(time: _time);
        var (socket, sid) = await app.OpenWebSocketAsync();
        using var _ = socket;

        _time.StandStill(Interval + Timeout + Timeout);

        await AnswersAsync(socket);
        _time.Clock.Advance(Interval + Resolution);
        await AnswersAsync(socket);
        app.Handler.IsOpen(sid).ShouldBeTrue();
    }

    [Fact]
    public async Task AWebSocketsPongThatLiesUnreadCounts()
    {
        await using var app = await EngineApp.StartAsync(time: _time);
        var (socket, sid) = await app.OpenWebSocketAsync();
        using var _ = socket;
        _time.Clock.Advance(Interval + Resolution);
        (await socket.ReceiveAsync()).ShouldBe("2");

        _time.StandStill(Timeout * 3);

        await socket.SendAsync("3");
        await socket.SendAsync("4pong was read");
        (await socket.ReceiveAsync()).ShouldBe("4pong was read");
        _time.Clock.Advance(Timeout);
        app.Handler.IsOpen(sid).ShouldBeTrue();
    }

    [Fact]
    public async Task APostsPongThatLiesUnreadCountsThoughAGetIsReadFirst()
    {
        await using var app = await EngineApp.StartAsync(time: _time);
        var sid = await app.OpenPollingAsync();
        var ping = await app.HangAsync(sid);
        _time.Clock.Advance(Interval + Resolution);
        (await ping).Body.ShouldBe("2");

        _time.StandStill(Timeout * 3);

        var poll = await app.HangAsync(sid);
        (await app.PostAsync(sid, "3\u001e4alive")).Status.ShouldBe(HttpStatusCode.OK);
        (await poll).ShouldBe((HttpStatusCode.OK, "4alive"));
    }

    [Fact]
    public async Task APongThatComesWithTheLateRequestItselfCounts()
    {
        // no turn of the wheel and no standstill either: only the POST is there, a moment too late
        await using var app = await EngineApp.StartAsync(time: _time);
        var sid = await app.OpenPollingAsync();
        var ping = await app.HangAsync(sid);
        _time.Clock.Advance(Interval + Resolution);
        (await ping).Body.ShouldBe("2");
        _time.Clock.Advance(Timeout - Resolution);
        _time.Pause(Resolution);

        (await app.PostAsync(sid, "4first\u001e3")).Status.ShouldBe(HttpStatusCode.OK);

        app.Handler.Messages(sid).ShouldBe(["first"]);
    }

    [Fact]
    public async Task WhoStaysSilentAfterItIsClosed()
    {
        await using var app = await EngineApp.StartAsync(time: _time);
        var polling = await app.OpenPollingAsync();
        var (socket, sid) = await app.OpenWebSocketAsync();
        using var _ = socket;

        _time.StandStill(Interval + Timeout + Timeout);
        (await socket.ReceiveAsync()).ShouldBe("2");
        _time.Clock.Advance(Timeout + Resolution);

        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.PingTimeout);
        (await app.Handler.ClosedAsync(polling)).ShouldBe(CloseReason.PingTimeout);
    }

    [Fact]
    public async Task TheTimeoutCountsFromThePingThatWasSentLate()
    {
        await using var app = await EngineApp.StartAsync(time: _time);
        var sid = await app.OpenPollingAsync();
        var ping = await app.HangAsync(sid);

        _time.StandStill(Interval + (Timeout / 2));
        (await ping).Body.ShouldBe("2");
        _time.Clock.Advance(Timeout - Resolution);

        app.Handler.IsOpen(sid).ShouldBeTrue();
        _time.Clock.Advance(Resolution * 2);
        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.PingTimeout);
    }

    [Fact]
    public async Task APingFetchedLateLeavesTheWholeTimeoutForItsPong()
    {
        await using var app = await EngineApp.StartAsync(time: _time);
        var sid = await app.OpenPollingAsync();
        _time.Clock.Advance(Interval + Timeout - Resolution);
        (await app.GetAsync(sid)).Body.ShouldBe("2");

        _time.Clock.Advance(Timeout - Resolution);

        app.Handler.IsOpen(sid).ShouldBeTrue();
        _time.Clock.Advance(Resolution * 2);
        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.PingTimeout);
    }

    private static async Task AnswersAsync(TestSocket socket)
    {
        (await socket.ReceiveAsync()).ShouldBe("2");
        await socket.SendAsync("3");
        await socket.SendAsync("4pong was read");
        (await socket.ReceiveAsync()).ShouldBe("4pong was read");
    }

    /// <summary>A clock whose timers can be made to miss their time.</summary>
    private sealed class StoppableTime : TimeProvider
    {
        private bool _stopped;

        public ManualTime Clock { get; } = new();

        public override long TimestampFrequency => Clock.TimestampFrequency;

        public override DateTimeOffset GetUtcNow() => Clock.GetUtcNow();

        public override long GetTimestamp() => Clock.GetTimestamp();

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => Clock.CreateTimer(
            argument =>
            {
                if (!_stopped)
                    callback(argument);
            },
            state,
            dueTime,
            period);

        /// <summary>Time goes by and no timer fires.</summary>
        public void Pause(TimeSpan time)
        {
            _stopped = true;
            Clock.Advance(time);
            _stopped = false;
        }

        /// <summary>Time goes by and no timer fires until it is over.</summary>
        public void StandStill(TimeSpan time)
        {
            Pause(time);
            Clock.Advance(Resolution);
        }
    }
}

using System.Net;
using MediaNest.SocketIO.Engine;

namespace MediaNest.SocketIO.Tests.Engine;

public sealed class UpgradeTests
{
    [Fact]
    public async Task WhatWaitsIsSentInOrderOverTheNewTransport()
    {
        await using var app = await EngineApp.StartAsync();
        var (socket, sid) = await app.ProbeAsync();
        using var _ = socket;
        for (var i = 0; i < 20; i++)
            app.Handler[sid].TrySend([EngineApp.Text($"{i}")]);

        await socket.SendAsync("5");

        for (var i = 0; i < 20; i++)
            (await socket.ReceiveAsync()).ShouldBe($"4{i}");

        await socket.SendAsync("4hello");
        (await socket.ReceiveAsync()).ShouldBe("4hello");
    }

    [Fact]
    public async Task AHangingGetIsAnsweredWithANoop()
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();
        var poll = await app.HangAsync(sid);
        using var socket = await app.ConnectAsync(sid);

        await socket.SendAsync("2probe");

        (await poll).ShouldBe((HttpStatusCode.OK, "6"));
        (await socket.ReceiveAsync()).ShouldBe("3probe");
    }

    [Fact]
    public async Task AGetDuringTheUpgradeIsAnsweredWithANoopAfterAMoment()
    {
        await using var app = await EngineApp.StartAsync();
        var (socket, sid) = await app.ProbeAsync();
        using var _ = socket;
        var poll = await app.HangAsync(sid);
        await Eventually.TrueAsync(() => app.Time.WaitingTimers >= 2);

        app.Time.Advance(TimeSpan.FromMilliseconds(60));

        (await poll).ShouldBe((HttpStatusCode.OK, "6"));
        app.Handler.IsOpen(sid).ShouldBeTrue();
    }

    [Fact]
    public async Task AGetThatTheUpgradeOvertakesIsABadRequest()
    {
        await using var app = await EngineApp.StartAsync();
        var (socket, sid) = await app.ProbeAsync();
        using var _ = socket;
        var poll = await app.HangAsync(sid);

        await socket.SendAsync("5");

        (await poll).Body.ShouldContain("\"code\":3");
        await socket.SendAsync("4hello");
        (await socket.ReceiveAsync()).ShouldBe("4hello");
    }

    [Fact]
    public async Task PollingAfterTheUpgradeIsABadRequest()
    {
        await using var app = await EngineApp.StartAsync();
        var (socket, sid) = await app.ProbeAsync();
        using var _ = socket;
        await socket.SendAsync("5");
        await socket.SendAsync("4hello");
        await socket.ReceiveAsync();

        (await app.GetAsync(sid)).Status.ShouldBe(HttpStatusCode.BadRequest);
        (await app.PostAsync(sid, "4a")).Status.ShouldBe(HttpStatusCode.BadRequest);

        await socket.SendAsync("4again");
        (await socket.ReceiveAsync()).ShouldBe("4again");
    }

    [Theory]
    [InlineData("2prob")]
    [InlineData("5")]
    [InlineData("4hello")]
    [InlineData("2probe2probe2probe2probe2probe2probe2probe2probe2probe2probe2probe2probe2probe")]
    public async Task AWebSocketWithoutAProbeIsClosedAndTheSessionGoesOnPolling(string first)
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();
        using var socket = await app.ConnectAsync(sid);

        await socket.SendAsync(first);

        (await socket.ReceiveAsync()).ShouldBeOneOf("close:1002", "cut");
        await app.PostAsync(sid, "4still polling");
        (await app.GetAsync(sid)).Body.ShouldBe("4still polling");
    }

    [Fact]
    public async Task AWebSocketThatIsLostWhileItProbesLeavesTheSession()
    {
        await using var app = await EngineApp.StartAsync();
        var (socket, sid) = await app.ProbeAsync();
        socket.Raw.Abort();

        // as soon as the loss is known another may try
        using var next = await AttachAsync(app, sid);
        await next.SendAsync("5");
        await next.SendAsync("4upgraded after all");

        (await next.ReceiveAsync()).ShouldBe("4upgraded after all");
    }

    [Fact]
    public async Task AnUpgradeThatIsNotCompletedIsCutOff()
    {
        await using var app = await EngineApp.StartAsync();
        var (socket, sid) = await app.ProbeAsync();
        using var _ = socket;

        app.Time.Advance(TimeSpan.FromSeconds(11));

        (await socket.ReceiveAsync()).ShouldBe("cut");
        await app.PostAsync(sid, "4still polling");
        (await app.GetAsync(sid)).Body.ShouldBe("4still polling");
    }

    [Fact]
    public async Task ASecondWebSocketDuringTheUpgradeIsRefused()
    {
        await using var app = await EngineApp.StartAsync();
        var (socket, sid) = await app.ProbeAsync();
        using var _ = socket;
        using var second = await app.ConnectAsync(sid);

        (await second.ReceiveAsync()).ShouldBe("close:1008");
        await socket.SendAsync("5");
        await socket.SendAsync("4hello");
        (await socket.ReceiveAsync()).ShouldBe("4hello");
    }

    [Fact]
    public async Task TheEndOfTheSessionEndsItsProbingWebSocket()
    {
        await using var app = await EngineApp.StartAsync();
        var (socket, sid) = await app.ProbeAsync();
        using var _ = socket;

        app.Handler[sid].Close("because");

        (await socket.ReceiveAsync()).ShouldBe("cut");
        (await app.GetAsync(sid)).Body.ShouldBe("1");
    }

    [Fact]
    public async Task NothingIsLostOrReorderedWhileTheTransportChanges()
    {
        await using var app = await EngineApp.StartAsync(new EngineOptions { MaxQueuedPackets = 100_000 }, TimeProvider.System);
        var sid = await app.OpenPollingAsync();
        const int each = 2000;
        var received = new List<string>();
        Task SendFrom(int start) => Task.Run(() =>
        {
            for (var i = start; i < start + each; i++)
                app.Handler[sid].TrySend([EngineApp.Text($"{i}")]).ShouldBeTrue();
        });
        async Task PollAsync() => received.AddRange((await app.GetAsync(sid)).Body.Split('\u001e').Where(packet => packet[0] == '4'));

        var sending = SendFrom(0);
        await PollAsync();
        using var socket = await app.ConnectAsync(sid);
        await sending;
        sending = SendFrom(each);
        await socket.SendAsync("2probe");
        await PollAsync();
        (await socket.ReceiveAsync()).ShouldBe("3probe");
        await sending;
        sending = SendFrom(2 * each);
        await socket.SendAsync("5");
        while (received.Count < 3 * each)
            received.Add(await socket.ReceiveAsync());

        await sending;
        received.ShouldBe(Enumerable.Range(0, 3 * each).Select(i => $"4{i}"));
    }

    private static async Task<TestSocket> AttachAsync(EngineApp app, string sid)
    {
        while (true)
        {
            var socket = await app.ConnectAsync(sid);
            await socket.SendAsync("2probe");
            if (await socket.ReceiveAsync() == "3probe")
                return socket;

            socket.Dispose();
        }
    }
}

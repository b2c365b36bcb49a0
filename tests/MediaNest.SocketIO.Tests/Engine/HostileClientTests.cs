using System.Buffers.Binary;
using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Net;
using MediaNest.SocketIO.Engine;

namespace MediaNest.SocketIO.Tests.Engine;

/// <summary>None of them takes memory without bound, and others are served meanwhile.</summary>
public sealed class HostileClientTests
{
    private const int BytesPerIdleSession = 40_000;

    [Fact]
    public async Task AWebSocketThatDoesNotReadIsCutOffWhenItsQueueIsFull()
    {
        await using var app = await EngineApp.StartAsync(new EngineOptions { MaxQueuedBytes = 500_000 });
        var (slow, sid) = await RawClient.OpenWebSocketAsync(app);
        using var _ = slow;
        var frame = EngineApp.Binary(new byte[100_000]);
        var sent = 0;

        while (app.Handler[sid].TrySend([frame]))
            (++sent).ShouldBeLessThan(1000, "the queue has no end");

        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.TransportError);
        await Eventually.TrueAsync(() => app.Engine.Count == 0);
        await ShouldServeAsync(app);
    }

    [Fact]
    public async Task APollingClientThatDoesNotPollIsClosedWhenItsQueueIsFull()
    {
        await using var app = await EngineApp.StartAsync(new EngineOptions { MaxQueuedPackets = 10 });
        var sid = await app.OpenPollingAsync();
        for (var i = 0; i < 10; i++)
            app.Handler[sid].TrySend([EngineApp.Text("x")]).ShouldBeTrue();

        app.Handler[sid].TrySend([EngineApp.Text("x")]).ShouldBeFalse();

        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.TransportError);
        (await app.GetAsync(sid)).Status.ShouldBe(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task AUnitLargerThanTheQueuePassesAloneButNotBehindOthers()
    {
        await using var app = await EngineApp.StartAsync(new EngineOptions { MaxQueuedBytes = 100 });
        var sid = await app.OpenPollingAsync();
        app.Handler[sid].TrySend([EngineApp.Binary(new byte[300])]).ShouldBeTrue();
        (await app.GetAsync(sid)).Body.Length.ShouldBe(401);
        app.Handler[sid].TrySend([EngineApp.Text("small")]).ShouldBeTrue();

        app.Handler[sid].TrySend([EngineApp.Binary(new byte[300])]).ShouldBeFalse();
    }

    [Fact]
    public async Task HalfOpenHandshakesHinderNobody()
    {
        await using var app = await EngineApp.StartAsync();
        var halves = await Task.WhenAll(Enumerable.Range(0, 200).Select(async i =>
        {
            var client = await RawClient.ConnectAsync(app);
            await client.SendAsync($"GET {EngineApp.Query(i % 2 == 0 ? "websocket" : "polling")} HTTP/1.1\r\nHost: x\r\nUpgr");
            return client;
        }));

        app.Engine.Count.ShouldBe(0);
        await ShouldServeAsync(app);
        foreach (var half in halves)
            half.Dispose();
    }

    [Fact]
    public async Task AnAnnouncedGiantIsNotGivenMemoryAndClosedWhenItPassesTheLimit()
    {
        await using var app = await EngineApp.StartAsync(new EngineOptions { MaxPayload = 10_000 });
        var (giant, sid) = await RawClient.OpenWebSocketAsync(app);
        using var _ = giant;
        var header = new byte[14];
        header[0] = 0x82;
        header[1] = 0x80 | 127;
        BinaryPrimitives.WriteInt64BigEndian(header.AsSpan(2), 1L << 62);

        await giant.SendAsync(header);
        await giant.SendAsync(new byte[5_000]);
        app.Handler.IsOpen(sid).ShouldBeTrue();
        await giant.SendAsync(new byte[5_001]);

        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.TransportError);
        (await giant.ReadUntilAsync("\u0003\u00f1")).ShouldEndWith("\u0088\u0002\u0003\u00f1");
        app.Time.Advance(TimeSpan.FromSeconds(6));
        await Eventually.TrueAsync(() => app.Engine.Count == 0);
    }

    [Theory]
    [InlineData("unmasked", "810434616263")]
    [InlineData("reserved opcode", "838000000000")]
    [InlineData("reserved bits", "F18000000000")]
    [InlineData("compressed, though that was not agreed", "C18000000000")]
    [InlineData("fragmented ping", "098000000000")]
    [InlineData("ping longer than 125 bytes", "89FE007E00000000")]
    [InlineData("a new message within a fragmented one", "0181000000003481810000000034")]
    [InlineData("continuation of nothing", "808000000000")]
    [InlineData("negative length", "82FFFFFFFFFFFFFFFFFF00000000")]
    [InlineData("text that is not UTF-8", "81830000000034C328")]
    [InlineData("close with half a code", "88810000000003")]
    public async Task AMalformedFrameEndsItsOwnSessionOnly(string what, string frame)
    {
        await using var app = await EngineApp.StartAsync();
        var (client, sid) = await RawClient.OpenWebSocketAsync(app);
        using var _ = client;

        await client.SendAsync(Convert.FromHexString(frame));

        (await app.Handler.ClosedAsync(sid)).ShouldBeOneOf([CloseReason.TransportError, CloseReason.ParseError, CloseReason.TransportClose], what);
        app.Handler.Messages(sid).ShouldBeEmpty();
        app.Time.Advance(TimeSpan.FromSeconds(6));
        await Eventually.TrueAsync(() => app.Engine.Count == 0);
        await ShouldServeAsync(app);
    }

    [Fact]
    public async Task ManyIdlePollsTakeLittleMemoryAndGiveItBack()
    {
        await using var app = await EngineApp.StartAsync();
        await ShouldServeAsync(app);
        const int polls = 1500;
        var before = Memory();
        var clients = new ConcurrentBag<RawClient>();
        await Parallel.ForAsync(0, polls, async (_, _) =>
        {
            var client = await RawClient.ConnectAsync(app);
            await client.SendAsync($"GET {EngineApp.Query("polling")} HTTP/1.1\r\nHost: x\r\n\r\n");
            var sid = EngineApp.SidOf((await client.ReadUntilAsync("}")).Split("\r\n\r\n")[^1]);
            await client.SendAsync($"GET {EngineApp.Query("polling", sid)} HTTP/1.1\r\nHost: x\r\n\r\n");
            clients.Add(client);
        });
        await Eventually.TrueAsync(() => app.Handler.Writable == polls);

        ((Memory() - before) / polls).ShouldBeLessThan(BytesPerIdleSession);
        await ShouldServeAsync(app);
        foreach (var client in clients)
            client.Dispose();

        await Eventually.TrueAsync(() => app.Engine.Count <= 2);
    }

    [Fact]
    public async Task ManyIdleWebSocketsTakeLittleMemory()
    {
        await using var app = await EngineApp.StartAsync();
        await ShouldServeAsync(app);
        const int sockets = 1000;
        var before = Memory();
        var clients = new ConcurrentBag<RawClient>();
        await Parallel.ForAsync(0, sockets, async (_, _) => clients.Add((await RawClient.OpenWebSocketAsync(app)).Client));

        ((Memory() - before) / sockets).ShouldBeLessThan(BytesPerIdleSession);
        await ShouldServeAsync(app);
        foreach (var client in clients)
            client.Dispose();

        await Eventually.TrueAsync(() => app.Engine.Count <= 2);
    }

    [SuppressMessage("Major Code Smell", "S1215", Justification = "what is still held is what the test is about")]
    private static long Memory() => GC.GetTotalMemory(forceFullCollection: true);

    private static async Task ShouldServeAsync(EngineApp app)
    {
        var (socket, _) = await app.OpenWebSocketAsync();
        await socket.SendAsync("4served");
        (await socket.ReceiveAsync()).ShouldBe("4served");
        await socket.CloseAsync();
        socket.Dispose();
        var sid = await app.OpenPollingAsync();
        await app.PostAsync(sid, "4served");
        (await app.GetAsync(sid)).Body.ShouldBe("4served");
        await app.PostAsync(sid, "1");
        (await app.GetAsync(sid)).Body.ShouldBe("6");
    }
}

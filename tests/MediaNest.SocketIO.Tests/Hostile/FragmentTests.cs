using System.Diagnostics.CodeAnalysis;
using MediaNest.SocketIO.Engine;
using MediaNest.SocketIO.Tests.Engine;

namespace MediaNest.SocketIO.Tests.Hostile;

/// <summary>A message may come in fragments without end.</summary>
public sealed class FragmentTests
{
    private const byte TextBegins = 0x01;
    private const byte GoesOn = 0x00;

    [Fact]
    public async Task AMessageOfManySmallFragmentsIsEndedWhenItPassesTheLimit()
    {
        await using var app = await EngineApp.StartAsync(new EngineOptions { MaxPayload = 10_000 });
        var (bomber, sid) = await RawClient.OpenWebSocketAsync(app);
        using var _ = bomber;

        await bomber.SendAsync(RawClient.Frame(TextBegins, "4"u8));
        await bomber.SendAsync(Repeat(RawClient.Frame(GoesOn, "x"u8), 10_001));

        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.TransportError);
        app.Handler.Messages(sid).ShouldBeEmpty();
        await ShouldServeAsync(app);
    }

    [Fact]
    public async Task FragmentsOfNothingTakeNoMemoryAndEndWithTheHeartbeat()
    {
        await using var app = await EngineApp.StartAsync();
        var (bomber, sid) = await RawClient.OpenWebSocketAsync(app);
        using var _ = bomber;
        await ShouldServeAsync(app);
        var before = Memory();
        var burst = Repeat(RawClient.Frame(GoesOn, []), 10_000);

        await bomber.SendAsync(RawClient.Frame(TextBegins, "4"u8));
        for (var i = 0; i < 20; i++)
        {
            await bomber.SendAsync(burst);
        }

        (Memory() - before).ShouldBeLessThan(50_000_000);
        await ShouldServeAsync(app);
        // it cannot even answer a ping before its message ends
        app.Time.Advance(TimeSpan.FromSeconds(46));
        (await app.Handler.ClosedAsync(sid)).ShouldBe(CloseReason.PingTimeout);
    }

    private static byte[] Repeat(byte[] frame, int times) => [.. Enumerable.Repeat(frame, times).SelectMany(bytes => bytes)];

    private static async Task ShouldServeAsync(EngineApp app)
    {
        var (socket, _) = await app.OpenWebSocketAsync();
        await socket.SendAsync("4served");
        (await socket.ReceiveAsync()).ShouldBe("4served");
        await socket.CloseAsync();
        socket.Dispose();
    }

    [SuppressMessage("Major Code Smell", "S1215", Justification = "what is still held is what the test is about")]
    private static long Memory() => GC.GetTotalMemory(forceFullCollection: true);
}

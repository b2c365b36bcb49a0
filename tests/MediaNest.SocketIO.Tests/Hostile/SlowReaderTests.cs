using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using MediaNest.SocketIO.Tests.Sockets;
using RawTcp = MediaNest.SocketIO.Tests.Engine.RawClient;

namespace MediaNest.SocketIO.Tests.Hostile;

public sealed class SlowReaderTests
{
    private const int Slow = 20;
    private const int Bytes = 100_000;
    private const int MostRounds = 400;
    private const long Bound = 200_000_000; // without bounds they would be given 800 MB

    [Fact]
    public async Task WhoNeverReadsIsDisconnectedAndTakesBoundedMemoryWhileOthersAreServed()
    {
        await using var server = await SocketServer.StartAsync(Configure, options =>
        {
            options.MaxQueuedBytes = 1_000_000;
            options.MaxEventsPerSecond = 0;
        });
        var main = server.IO.Of("/");
        await using var good = await server.JoinAsync();
        var slow = await Task.WhenAll(Enumerable.Range(0, Slow).Select(_ => JoinAsync(server)));
        var before = Memory();
        var most = 0L;

        var round = 0;
        while (main.Sockets.Count > 1)
        {
            (++round).ShouldBeLessThan(MostRounds, "those who do not read are still there");
            foreach (var socket in main.Sockets.Where(socket => socket.Id != good.Sid))
            {
                await socket.EmitAsync("big", new string('x', Bytes));
            }

            await good.SendAsync(string.Create(CultureInfo.InvariantCulture, $"42{round}[\"echo\",{round}]"));
            (await good.ReceiveAsync()).ShouldBe(string.Create(CultureInfo.InvariantCulture, $"43{round}[{round}]"));
            if (round % 10 == 0)
            {
                most = Math.Max(most, Memory() - before);
            }
        }

        most.ShouldBeLessThan(Bound);
        foreach (var client in slow)
        {
            client.Dispose();
        }
    }

    private static void Configure(SocketIOServer io) => io.Of("/").On("echo", (_, call) =>
    {
        call.Ack(call.Arguments[0]);
        return Task.CompletedTask;
    });

    private static async Task<RawTcp> JoinAsync(SocketServer server)
    {
        var (client, _) = await RawTcp.OpenWebSocketAsync(server.Address, "/socket.io/");
        await client.SendAsync(RawTcp.Frame(0x81, "40"u8));
        await client.ReadUntilAsync("}");
        return client;
    }

    [SuppressMessage("Major Code Smell", "S1215", Justification = "what is still held is what the test is about")]
    private static long Memory() => GC.GetTotalMemory(forceFullCollection: true);
}

using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using MediaNest.SocketIO.Tests.Engine;
using MediaNest.SocketIO.Tests.Processes;
using RawTcp = MediaNest.SocketIO.Tests.Engine.RawClient;

namespace MediaNest.SocketIO.Tests.Hostile;

public sealed class IdlePollTests
{
    private const int Polls = 10_000;
    private const int FilesBeside = 6_000; // of the tests that run at the same time
    private const int BytesPerPoll = 60_000;
    private const string Path = "/socket.io/?EIO=4&transport=polling";

    [Fact]
    public async Task TenThousandIdlePollsTakeBoundedMemoryWhileOthersAreServed()
    {
        var polls = Math.Min(Polls, MostFiles() - FilesBeside);
        polls.ShouldBeGreaterThan(0, "this machine lets a process open very few files (ulimit -n)");
        // a process of its own, for its memory and for the files
        await using var server = await ReplicaProcess.StartAsync();
        await using var good = await server.JoinAsync();
        var before = server.Resident;
        var clients = new ConcurrentBag<RawTcp>();
        var polling = Parallel.ForAsync(0, polls, new ParallelOptions { MaxDegreeOfParallelism = 32 }, async (_, _) => clients.Add(await PollAsync(server)));

        var asked = 0;
        while (!polling.IsCompleted || asked < 20)
        {
            var id = (++asked).ToString(CultureInfo.InvariantCulture);
            await good.SendAsync($"42{id}[\"echo\",{id}]");
            (await good.ReceiveAsync()).ShouldBe($"43{id}[{id}]");
        }

        await polling;
        clients.Count.ShouldBe(polls);
        ((server.Resident - before) / polls).ShouldBeLessThan(BytesPerPoll);
        foreach (var client in clients)
        {
            client.Dispose();
        }
    }

    /// <summary>Joins the namespace and leaves a GET hanging.</summary>
    private static async Task<RawTcp> PollAsync(ReplicaProcess server)
    {
        var client = await RawTcp.ConnectAsync(server.Address, IPAddress.Parse("127.0.2.1"));
        await client.SendAsync($"GET {Path} HTTP/1.1\r\nHost: x\r\n\r\n");
        var url = $"{Path}&sid={EngineApp.SidOf((await client.ReadUntilAsync("}")).Split("\r\n\r\n")[^1])}";
        await client.SendAsync($"POST {url} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\n\r\n40");
        await client.ReadUntilAsync("ok");
        await client.SendAsync($"GET {url} HTTP/1.1\r\nHost: x\r\n\r\n");
        await client.ReadUntilAsync("}");
        await client.SendAsync($"GET {url} HTTP/1.1\r\nHost: x\r\n\r\n");
        return client;
    }

    private static int MostFiles()
    {
        var line = File.ReadLines("/proc/self/limits").First(line => line.StartsWith("Max open files", StringComparison.Ordinal));
        var soft = line["Max open files".Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
        return int.TryParse(soft, NumberStyles.None, CultureInfo.InvariantCulture, out var files) ? files : int.MaxValue;
    }
}

using System.Collections.Concurrent;
using System.Reflection;
using MediaNest.SocketIO.Tests.Sockets;
using MediaNest.Testing;
using StackExchange.Redis;

namespace MediaNest.SocketIO.Tests.Redis;

public sealed class ReplicaTests
{
    private static readonly TimeSpan Patience = MediaNest.Testing.Eventually.Patience;

    [Fact]
    public async Task ABroadcastReachesBothReplicasOnceAndInOneOrder()
    {
        await using var both = await Replicas.StartAsync();
        await using var here = await both.First.JoinAsync();
        await using var there = await both.Second.JoinAsync();

        for (var i = 0; i < 20; i++)
        {
            await (i % 2 == 0 ? both.First : both.Second).IO.Of("/").To("mine").EmitAsync("n", i, new byte[] { (byte)i });
        }

        var seen = new List<string>();
        foreach (var client in new[] { here, there })
        {
            var own = "";
            for (var i = 0; i < 20; i++)
            {
                own += $"{await client.ReceiveAsync()} {await client.ReceiveAsync()}\n";
            }

            seen.Add(own);
        }

        seen[1].ShouldBe(seen[0]);
    }

    [Fact]
    public async Task SocketsAreFetchedAndDisconnectedEverywhere()
    {
        await using var both = await Replicas.StartAsync();
        await using var here = await both.First.JoinAsync();
        await using var there = await both.Second.JoinAsync();
        var main = both.First.IO.Of("/");

        (await main.FetchSocketsAsync()).Select(socket => socket.Id).ShouldBe([here.Sid, there.Sid], ignoreOrder: true);
        await main.In(there.Sid).SocketsJoinAsync("late");
        await main.To("late").EmitAsync("last");
        await main.In("late").DisconnectSocketsAsync();

        (await there.ReceiveAsync())!.ShouldStartWith("42[\"last\"");
        (await there.ReceiveAsync()).ShouldBe("41");
        await Eventually.Async(async () => (await main.FetchSocketsAsync()).Count == 1, Patience, "one socket is left");
    }

    [Fact]
    public async Task VolatileAndLocalGoWhereTheyShould()
    {
        await using var both = await Replicas.StartAsync();
        await using var here = await both.First.JoinAsync();
        await using var there = await both.Second.JoinAsync();
        var main = both.First.IO.Of("/");

        await main.Volatile.EmitAsync("volatile");
        (await here.ReceiveAsync()).ShouldBe("42[\"volatile\"]");
        (await there.ReceiveAsync()).ShouldBe("42[\"volatile\"]");

        await main.Local.EmitAsync("local");
        await main.EmitAsync("all");
        (await here.ReceiveAsync()).ShouldBe("42[\"local\"]");
        (await there.ReceiveAsync())!.ShouldStartWith("42[\"all\"");
    }

    [Fact]
    public async Task AnotherReplicaRecoversASocketWhoseReplicaDoesNotKnowThatItIsGone()
    {
        await using var both = await Replicas.StartAsync();
        var client = await both.First.JoinAsync();
        var main = both.Second.IO.Of("/");
        await main.To("mine").EmitAsync("seen");
        var offset = RecoveryTests.OffsetOf(await client.ReceiveAsync());
        await main.To("mine").EmitAsync("missed", 1);
        await main.To(client.Sid).EmitAsync("missed", 2);

        await using var again = await both.Second.JoinAsync(auth: $"{{\"pid\":\"{client.Pid}\",\"offset\":\"{offset}\"}}");

        again.Sid.ShouldBe(client.Sid);
        (await again.ReceiveAsync())!.ShouldStartWith("42[\"missed\",1,");
        (await again.ReceiveAsync())!.ShouldStartWith("42[\"missed\",2,");
        await Eventually.Async(() => both.First.IO.Of("/").Sockets.Count == 0, Patience, "the first replica has let go of it");
        await both.First.IO.Of("/").To("mine").EmitAsync("new");
        (await again.ReceiveAsync())!.ShouldStartWith("42[\"new\"");
    }

    [Fact]
    public async Task WithoutRedisEachReplicaGoesOnAndWithItTheyAreJoinedAgain()
    {
        await using var redis = await PrivateServers.StartRedisAsync();
        await using var both = await Replicas.StartAsync(redis.ConnectionString, "test:");
        await using var here = await both.First.JoinAsync();
        await using var there = await both.Second.JoinAsync();
        await both.First.IO.Of("/").EmitAsync("before");
        (await there.ReceiveAsync())!.ShouldStartWith("42[\"before\"");
        (await here.ReceiveAsync())!.ShouldStartWith("42[\"before\"");

        await redis.KillAsync();
        await both.First.IO.Of("/").EmitAsync("alone");
        (await here.ReceiveAsync()).ShouldBe("42[\"alone\"]");

        await redis.StartAsync();
        var heard = there.ReceiveAsync();
        await Eventually.Async(
            async () =>
            {
                await both.First.IO.Of("/").To(there.Sid).EmitAsync("joined");
                return heard.IsCompleted;
            },
            Patience,
            "the replicas hear each other");
        (await heard)!.ShouldStartWith("42[\"joined\"");
    }

    [Fact]
    public async Task AReplicaThatStartedBeforeRedisHearsEverythingOnce()
    {
        await using var redis = await PrivateServers.StartRedisAsync();
        await redis.KillAsync();
        using var connection = await Replicas.ConnectAsync(redis.ConnectionString);
        var counting = DispatchProxy.Create<IConnectionMultiplexer, CountingConnection>();
        var counted = (CountingConnection)counting;
        counted.Connection = connection;
        await using var early = await SocketServer.StartAsync(RecoveryTests.Configure, null, counting, "test:");
        await Eventually.Async(() => counted.Uses > 4, Patience, "the replica has tried to start several times");
        await redis.StartAsync();
        await Replicas.StartedAsync(early);
        await using var late = await Replicas.StartAsync(redis.ConnectionString, "test:", 1);
        await using var client = await early.JoinAsync();

        // a volatile event is dropped where the one before is still being written: each is sent when the one before has been heard
        var heard = new ConcurrentQueue<string>();
        var hearing = HearAsync(client, heard);
        for (var number = 0; number < 50; number++)
        {
            var before = heard.Count;
            await Eventually.Async(
                async () =>
                {
                    await late.First.IO.Of("/").Volatile.EmitAsync(Guid.CreateVersion7().ToString());
                    return heard.Count > before;
                },
                Patience,
                "the next is heard");
        }

        await late.First.IO.Of("/").EmitAsync("end");
        await hearing;
        heard.ShouldBe(heard.Distinct());
    }

    private static async Task HearAsync(RawClient client, ConcurrentQueue<string> heard)
    {
        for (var message = await client.ReceiveAsync(); message?.StartsWith("42[\"end\"", StringComparison.Ordinal) is false; message = await client.ReceiveAsync())
            heard.Enqueue(message);
    }

    /// <summary>Counts how often it is asked for its way to publish and subscribe.</summary>
    internal class CountingConnection : DispatchProxy
    {
        private int _uses;

        public IConnectionMultiplexer Connection { get; set; } = null!;

        public int Uses => Volatile.Read(ref _uses);

        protected override object? Invoke(MethodInfo? targetMethod, object?[]? args)
        {
            if (targetMethod!.Name == nameof(IConnectionMultiplexer.GetSubscriber))
            {
                Interlocked.Increment(ref _uses);
            }

            return targetMethod.Invoke(Connection, args);
        }
    }
}

using MediaNest.SocketIO.Tests.Sockets;
using MediaNest.Testing;

namespace MediaNest.SocketIO.Tests.Redis;

/// <summary>Sockets whose clients go from one replica to another.</summary>
public sealed class MovedSocketTests
{
    [Fact]
    public async Task AReplicaLetsGoOfASocketThatWentOnElsewhereAndHasItAnewWhenItComesBack()
    {
        await using var both = await Replicas.StartAsync();
        var (first, second) = (both.First.IO.Of("/"), both.Second.IO.Of("/"));
        await using var client = await both.First.JoinAsync();
        await second.EmitAsync("seen");
        var offset = RecoveryTests.OffsetOf(await client.ReceiveAsync());
        var auth = $"{{\"pid\":\"{client.Pid}\",\"offset\":\"{offset}\"}}";
        await KeptAsync(both, client, client.Sid);

        await using var there = await both.Second.JoinAsync(auth: auth);

        there.Sid.ShouldBe(client.Sid);
        await Eventually.Async(() => first is { Sockets.Count: 0, RecoverableCount: 0 }, Eventually.Patience, "the first replica has let go of it");
        await second.In(there.Sid).SocketsJoinAsync("new room");
        await KeptAsync(both, client, "new room");
        await using var back = await both.First.JoinAsync(auth: auth);
        back.Sid.ShouldBe(client.Sid);
        first.Sockets.Single().Rooms.ShouldContain("new room");
        await Eventually.Async(() => second is { Sockets.Count: 0, RecoverableCount: 0 }, Eventually.Patience, "so has the second");
    }

    [Theory]
    [InlineData("refuse")]
    [InlineData("break")]
    public async Task ARefusalOnAnotherReplicaTakesNothing(string how)
    {
        await using var both = await Replicas.StartAsync();
        await using var client = await both.First.JoinAsync();
        await both.First.IO.Of("/").EmitAsync("seen");
        var offset = RecoveryTests.OffsetOf(await client.ReceiveAsync());
        await KeptAsync(both, client, client.Sid);
        await using var again = await both.Second.OpenAsync();
        await again.SendAsync($"40{{\"fail\":\"{how}\",\"pid\":\"{client.Pid}\",\"offset\":\"{offset}\"}}");
        (await again.ReceiveAsync())!.ShouldStartWith("44{");

        await both.Second.IO.Of("/").To("mine").EmitAsync("still here");
        (await client.ReceiveAsync())!.ShouldStartWith("42[\"still here\"");
        await again.JoinAsync(auth: $"{{\"pid\":\"{client.Pid}\",\"offset\":\"{offset}\"}}");

        again.Sid.ShouldBe(client.Sid);
        (await again.ReceiveAsync())!.ShouldStartWith("42[\"still here\"");
    }

    // it is written while nobody waits
    private static Task KeptAsync(Replicas replicas, RawClient client, string what) => Eventually.Async(
        async () => ((string?)await replicas.Connection.GetDatabase().StringGetAsync($"{replicas.KeyPrefix}/:session:{client.Pid}"))?.Contains(what, StringComparison.Ordinal) == true,
        Eventually.Patience,
        "Redis has the socket's state");
}

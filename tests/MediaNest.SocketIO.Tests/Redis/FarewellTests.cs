namespace MediaNest.SocketIO.Tests.Redis;

/// <summary>Whoever is thrown out is told why.</summary>
public sealed class FarewellTests
{
    [Fact]
    public async Task ASocketThatManyThrowOutIsToldOnceAndNothingAfter()
    {
        await using var both = await Replicas.StartAsync();
        await using var there = await both.Second.JoinAsync();
        var (first, second) = (both.First.IO.Of("/"), both.Second.IO.Of("/"));
        var socket = second.Sockets.Single();

        await Task.WhenAll(
            [
                .. Enumerable.Range(0, 10).Select(_ => first.In(there.Sid).DisconnectSocketsAsync("bye", "so long")),
                .. Enumerable.Range(0, 10).Select(_ => Task.Run(() => socket.DisconnectAsync("bye", "so long"))),
                .. Enumerable.Range(0, 10).Select(_ => second.In(there.Sid).DisconnectSocketsAsync("bye", "so long")),
                .. Enumerable.Range(0, 10).Select(_ => first.To(there.Sid).EmitAsync("meanwhile")),
            ]);

        var told = new List<string?>();
        do
        {
            told.Add(await there.ReceiveAsync());
        }
        while (told[^1] != "41");

        told.Count(message => message == "42[\"bye\",\"so long\"]").ShouldBe(1);
        told[^2].ShouldBe("42[\"bye\",\"so long\"]");
        // what came after would come before this
        await there.SendAsync("40");
        (await there.ReceiveAsync())!.ShouldStartWith("40{");
    }

    [Fact]
    public async Task ARoomIsToldAndDisconnectedOnEveryReplica()
    {
        await using var both = await Replicas.StartAsync();
        await using var here = await both.First.JoinAsync();
        await using var there = await both.Second.JoinAsync();

        await both.First.IO.Of("/").DisconnectSocketsAsync("bye", 7);

        foreach (var client in new[] { here, there })
        {
            (await client.ReceiveAsync()).ShouldBe("42[\"bye\",7]");
            (await client.ReceiveAsync()).ShouldBe("41");
        }
    }
}

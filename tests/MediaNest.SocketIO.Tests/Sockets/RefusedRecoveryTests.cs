using MediaNest.Testing;

namespace MediaNest.SocketIO.Tests.Sockets;

/// <summary>A CONNECT that comes to nothing takes nothing.</summary>
public sealed class RefusedRecoveryTests
{
    [Theory]
    [InlineData("refuse")]
    [InlineData("break")]
    public async Task ARefusedClientCanTryAgainAndIsRecovered(string how)
    {
        await using var server = await StartAsync(RecoveryTests.Configure);
        var main = server.IO.Of("/");
        var client = await server.JoinAsync();
        await main.EmitAsync("seen");
        var offset = RecoveryTests.OffsetOf(await client.ReceiveAsync());
        client.Cut();
        await GoneAsync(main);
        await main.To("mine").EmitAsync("missed");
        await using var again = await server.OpenAsync();
        await again.SendAsync($"40{{\"fail\":\"{how}\",\"pid\":\"{client.Pid}\",\"offset\":\"{offset}\"}}");
        (await again.ReceiveAsync())!.ShouldStartWith("44{");

        await again.JoinAsync(auth: $"{{\"pid\":\"{client.Pid}\",\"offset\":\"{offset}\"}}");

        again.Sid.ShouldBe(client.Sid);
        (await again.ReceiveAsync())!.ShouldStartWith("42[\"missed\",");
    }

    [Fact]
    public async Task ARefusedClientDoesNotEndTheSocketItAskedFor()
    {
        await using var server = await StartAsync(RecoveryTests.Configure);
        await using var client = await server.JoinAsync();
        await using var again = await server.OpenAsync();
        await again.SendAsync($"40{{\"fail\":\"refuse\",\"pid\":\"{client.Pid}\",\"offset\":\"0\"}}");
        (await again.ReceiveAsync())!.ShouldStartWith("44{");

        await server.IO.Of("/").To("mine").EmitAsync("still here");

        (await client.ReceiveAsync())!.ShouldStartWith("42[\"still here\"");
    }

    [Fact]
    public async Task AnotherUsersAttemptLeavesTheStateToItsOwner()
    {
        await using var server = await StartAsync(RecoveryTests.Configure);
        var client = await server.JoinAsync(auth: "{\"user\":\"a\"}");
        client.Cut();
        await GoneAsync(server.IO.Of("/"));
        await using var other = await server.JoinAsync(auth: $"{{\"user\":\"b\",\"pid\":\"{client.Pid}\",\"offset\":\"0\"}}");

        await using var owner = await server.JoinAsync(auth: $"{{\"user\":\"a\",\"pid\":\"{client.Pid}\",\"offset\":\"0\"}}");

        other.Sid.ShouldNotBe(client.Sid);
        owner.Sid.ShouldBe(client.Sid);
    }

    [Fact]
    public async Task WhoIsRefusedForTheLimitIsRecoveredOnceThereIsRoom()
    {
        await using var server = await StartAsync(RecoveryTests.Configure, limit: 1);
        var main = server.IO.Of("/");
        var client = await server.JoinAsync(auth: "{\"user\":\"a\"}");
        client.Cut();
        await GoneAsync(main);
        var other = await server.JoinAsync(auth: "{\"user\":\"a\"}");
        await using var again = await server.OpenAsync();
        var auth = $"{{\"user\":\"a\",\"pid\":\"{client.Pid}\",\"offset\":\"0\"}}";
        await again.SendAsync("40" + auth);
        (await again.ReceiveAsync())!.ShouldContain("TOO_MANY_CONNECTIONS");

        other.Cut();
        await GoneAsync(main);
        await again.JoinAsync(auth: auth);

        again.Sid.ShouldBe(client.Sid);
    }

    [Fact]
    public async Task TheOldConnectionOfAReturningClientDoesNotCountAgainstIt()
    {
        await using var server = await StartAsync(RecoveryTests.Configure, limit: 1);
        await using var client = await server.JoinAsync(auth: "{\"user\":\"a\"}");

        await using var again = await server.JoinAsync(auth: $"{{\"user\":\"a\",\"pid\":\"{client.Pid}\",\"offset\":\"0\"}}");

        again.Sid.ShouldBe(client.Sid);
    }

    [Fact]
    public async Task AClientThatGoesWhileMiddlewareDecidesIsRecoveredLater()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var decided = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await StartAsync(io =>
        {
            io.Of("/other");
            RecoveryTests.Configure(io);
            io.Of("/").Use(async (socket, _) =>
            {
                if (socket.Handshake.Auth.TryGetProperty("slow", out var _))
                {
                    socket.Disconnected.Register(over.SetResult);
                    asked.SetResult();
                    await decided.Task;
                }
            });
        });
        var main = server.IO.Of("/");
        var client = await server.JoinAsync();
        client.Cut();
        await GoneAsync(main);
        var hasty = await server.JoinAsync("/other");
        await hasty.SendAsync($"40{{\"slow\":1,\"pid\":\"{client.Pid}\",\"offset\":\"0\"}}");
        await asked.Task.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);
        hasty.Cut();
        await GoneAsync(server.IO.Of("/other"));
        decided.SetResult();
        await over.Task.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);

        await using var again = await server.JoinAsync(auth: $"{{\"pid\":\"{client.Pid}\",\"offset\":\"0\"}}");

        again.Sid.ShouldBe(client.Sid);
    }

    private static Task GoneAsync(SocketNamespace main) => Eventually.Async(() => main.Sockets.Count == 0, Eventually.Patience, "the socket has gone");

    private static Task<SocketServer> StartAsync(Action<SocketIOServer> configure, int limit = 0) => SocketServer.StartAsync(configure, options =>
    {
        options.RecoverySeconds = 3_600;
        options.MaxConnectionsPerUser = limit;
    });
}

using MediaNest.Testing;

namespace MediaNest.SocketIO.Tests.Sockets;

public sealed class ConnectingTests
{
    private static readonly TimeSpan Patience = MediaNest.Testing.Eventually.Patience;

    [Fact]
    public async Task OneConnectionCarriesSeveralNamespaces()
    {
        await using var server = await SocketServer.StartAsync(io =>
        {
            foreach (var name in (string[])["/a", "/b"])
            {
                io.Of(name).On("who", (socket, call) => Acknowledge(call, name));
            }
        });
        await using var client = await server.JoinAsync("/a");
        await client.JoinAsync("/b");

        await client.SendAsync("42/b,1[\"who\"]");
        await client.SendAsync("42/a,2[\"who\"]");

        string?[] answers = [await client.ReceiveAsync(), await client.ReceiveAsync()];
        answers.ShouldBe(["43/b,1[\"/b\"]", "43/a,2[\"/a\"]"], ignoreOrder: true);
    }

    [Fact]
    public async Task LeavingANamespaceIsNotAnsweredAndLeavesTheOthers()
    {
        await using var server = await SocketServer.StartAsync(io =>
        {
            foreach (var name in (string[])["/a", "/b"])
            {
                io.Of(name).On("who", (socket, call) => Acknowledge(call, name));
            }
        });
        await using var client = await server.JoinAsync("/a");
        await client.JoinAsync("/b");

        await client.SendAsync("41/a,");
        await client.SendAsync("42/b,1[\"who\"]");

        (await client.ReceiveAsync()).ShouldBe("43/b,1[\"/b\"]");
        await Eventually.Async(() => server.IO.Of("/a").Sockets.Count == 0, Patience, "the client has left the namespace");
    }

    [Fact]
    public async Task AnUnknownNamespaceIsRefusedAndTheConnectionStays()
    {
        await using var server = await SocketServer.StartAsync(io => io.Of("/"));
        await using var client = await server.OpenAsync();

        await client.SendAsync("40/x");
        (await client.ReceiveAsync()).ShouldBe("44/x,{\"message\":\"Invalid namespace\"}");

        await client.JoinAsync();
    }

    [Fact]
    public async Task MiddlewareRefusesWithMessageAndDataAndSeesTheAuthPayload()
    {
        await using var server = await SocketServer.StartAsync(io => io.Of("/chat").Use((socket, _) =>
            socket.Handshake.Auth.TryGetProperty("token", out var token) && token.GetString() == "right"
                ? Task.CompletedTask
                : throw new ConnectRefusedException("Not authorized", new { code = "UNAUTHORIZED" })));
        await using var client = await server.OpenAsync();

        await client.SendAsync("40/chat,{\"token\":\"wrong\"}");
        (await client.ReceiveAsync()).ShouldBe("44/chat,{\"message\":\"Not authorized\",\"data\":{\"code\":\"UNAUTHORIZED\"}}");

        await client.JoinAsync("/chat", "{\"token\":\"right\"}");
    }

    [Fact]
    public async Task AMiddlewareThatBreaksTellsNothingOfItself()
    {
        await using var server = await SocketServer.StartAsync(io => io.Of("/").Use((_, _) => throw new InvalidOperationException("secret")));
        await using var client = await server.OpenAsync();

        await client.SendAsync("40");

        (await client.ReceiveAsync()).ShouldBe("44{\"message\":\"Internal error\"}");
    }

    [Fact]
    public async Task AConnectionWithoutNamespaceIsClosed()
    {
        await using var server = await SocketServer.StartAsync(io => io.Of("/"), options => options.ConnectTimeoutMilliseconds = 100);
        await using var client = await server.OpenAsync();

        (await client.ReceiveToEndAsync()).ShouldAllBe(message => message == "1" || message == "41");
    }

    [Theory]
    [InlineData("4abc")]
    [InlineData("42[\"message\"]")]
    [InlineData("41")]
    [InlineData("44{}")]
    public async Task APacketBeforeAnyNamespaceClosesTheConnection(string packet)
    {
        await using var server = await SocketServer.StartAsync(io => io.Of("/"));
        await using var client = await server.OpenAsync();

        await client.SendAsync(packet);

        await client.ReceiveToEndAsync();
    }

    [Theory]
    [InlineData("40", DisconnectReasons.ForcedServerClose)]
    [InlineData("42[\"disconnect\"]", DisconnectReasons.ParseError)]
    [InlineData("42{}", DisconnectReasons.ParseError)]
    [InlineData("42/other,[\"a\"]", DisconnectReasons.ForcedServerClose)]
    [InlineData("41", DisconnectReasons.ClientNamespaceDisconnect)]
    [InlineData("1", DisconnectReasons.TransportClose)]
    public async Task ADisconnectionSaysWhy(string packet, string reason)
    {
        var told = new TaskCompletionSource<string>();
        await using var server = await SocketServer.StartAsync(io => io.Of("/").OnDisconnect((_, why) =>
        {
            told.TrySetResult(why);
            return Task.CompletedTask;
        }));
        await using var client = await server.JoinAsync();

        await client.SendAsync(packet);

        (await told.Task.WaitAsync(Patience)).ShouldBe(reason);
    }

    [Fact]
    public async Task ASocketTheServerDisconnectsIsToldAndMayComeBack()
    {
        await using var server = await SocketServer.StartAsync(io => io.Of("/").On("leave", (socket, _) => socket.DisconnectAsync()));
        await using var client = await server.JoinAsync();

        await client.SendAsync("42[\"leave\"]");
        await client.SendAsync("42[\"sent before the client knew\"]");

        (await client.ReceiveAsync()).ShouldBe("41");
        await client.JoinAsync();
    }

    [Fact]
    public async Task ClosingEndsTheConnectionWithAllItsNamespaces()
    {
        await using var server = await SocketServer.StartAsync(io =>
        {
            io.Of("/a");
            io.Of("/b").On("bye", (socket, _) => socket.DisconnectAsync(close: true));
        });
        await using var client = await server.JoinAsync("/a");
        await client.JoinAsync("/b");

        await client.SendAsync("42/b,[\"bye\"]");

        var messages = await client.ReceiveToEndAsync();
        messages.ShouldContain("41/a,");
        messages.ShouldContain("41/b,");
    }

    [Fact]
    public async Task AUserHasSoManyConnectionsAndNoMore()
    {
        await using var server = await SocketServer.StartAsync(
            io => io.Of("/").Use((socket, _) =>
            {
                socket.UserKey = "7";
                return Task.CompletedTask;
            }),
            options => options.MaxConnectionsPerUser = 1);
        var first = await server.JoinAsync();
        await using var second = await server.OpenAsync();

        await second.SendAsync("40");
        (await second.ReceiveAsync())!.ShouldContain("TOO_MANY_CONNECTIONS");

        await first.SendAsync("1");
        await Eventually.Async(() => server.IO.Of("/").Sockets.Count == 0, Patience, "the first connection has gone");
        await using var third = await server.JoinAsync();
    }

    private static Task Acknowledge(SocketEvent call, params object?[] arguments)
    {
        call.Ack(arguments);
        return Task.CompletedTask;
    }
}

using System.Text.Json;
using MediaNest.Testing;

namespace MediaNest.SocketIO.Tests.Sockets;

public sealed class RecoveryTests
{
    private static readonly TimeSpan Patience = MediaNest.Testing.Eventually.Patience;

    [Fact]
    public async Task AReturningSocketHasItsIdRoomsItemsAndMissedPackets()
    {
        await using var server = await StartAsync();
        var main = server.IO.Of("/");
        var client = await server.JoinAsync();
        await main.To("mine").EmitAsync("seen");
        var offset = OffsetOf(await client.ReceiveAsync());
        client.Cut();
        await Eventually.Async(() => main.Sockets.Count == 0, Patience, "the socket has gone");

        await main.To("mine").EmitAsync("missed", 1);
        await main.To("others").EmitAsync("not for it");
        await main.Volatile.EmitAsync("volatile");
        await main.EmitAsync("missed", 2);

        await using var again = await server.JoinAsync(auth: $"{{\"pid\":\"{client.Pid}\",\"offset\":\"{offset}\"}}");
        again.Sid.ShouldBe(client.Sid);
        again.Pid.ShouldBe(client.Pid);
        (await again.ReceiveAsync())!.ShouldStartWith("42[\"missed\",1,");
        (await again.ReceiveAsync())!.ShouldStartWith("42[\"missed\",2,");
        var socket = main.Sockets.Single();
        socket.Recovered.ShouldBeTrue();
        socket.Rooms.ShouldContain("mine");
        ((JsonElement)socket.Items["n"]!).GetInt32().ShouldBe(42);
    }

    [Fact]
    public async Task AnEventThatAsksIsAnsweredByThoseWhoAreThereAndRecoveredByThoseWhoAreNot()
    {
        await using var server = await StartAsync();
        var main = server.IO.Of("/");
        List<(string Id, string Event, bool Came)> heard = [];
        main.OnAcknowledgement((socket, name, came) =>
        {
            lock (heard)
            {
                heard.Add((socket.Id, name, came));
            }
        });
        var client = await server.JoinAsync();
        await using var silent = await server.JoinAsync();
        await main.To(client.Sid).EmitAsync("seen");
        var offset = OffsetOf(await client.ReceiveAsync());

        await main.To("mine").EmitAskingAsync("well?", TimeSpan.FromSeconds(5), 1);
        var question = (await client.ReceiveAsync())!;
        question.ShouldEndWith("[\"well?\",1]");
        await client.SendAsync("43" + question[2..question.IndexOf('[', StringComparison.Ordinal)] + "[]");
        await Eventually.Async(() => Heard().Count == 2, Patience, "both are accounted for");
        Heard().ShouldBe([(client.Sid, "well?", true), (silent.Sid, "well?", false)], ignoreOrder: true);

        client.Cut();
        await Eventually.Async(() => main.Sockets.Count == 1, Patience, "the socket has gone");
        await main.To("mine").EmitAskingAsync("well?", TimeSpan.FromMilliseconds(200), 2);
        await using var again = await server.JoinAsync(auth: $"{{\"pid\":\"{client.Pid}\",\"offset\":\"{offset}\"}}");
        // the first one too: it told no place in the log
        (await again.ReceiveAsync())!.ShouldStartWith("42[\"well?\",1,");
        (await again.ReceiveAsync())!.ShouldStartWith("42[\"well?\",2,");

        IReadOnlyList<(string Id, string Event, bool Came)> Heard()
        {
            lock (heard)
            {
                return [.. heard];
            }
        }
    }

    [Fact]
    public async Task ASocketIsBackBeforeItsOldConnectionIsFoundDead()
    {
        await using var server = await StartAsync();
        var client = await server.JoinAsync();
        await server.IO.Of("/").EmitAsync("seen");
        var offset = OffsetOf(await client.ReceiveAsync());

        await using var again = await server.JoinAsync(auth: $"{{\"pid\":\"{client.Pid}\",\"offset\":\"{offset}\"}}");

        again.Sid.ShouldBe(client.Sid);
        await client.ReceiveToEndAsync();
        await server.IO.Of("/").EmitAsync("only once");
        (await again.ReceiveAsync())!.ShouldStartWith("42[\"only once\"");
    }

    [Theory]
    [InlineData("{\"pid\":\"guessed\",\"offset\":\"1\"}")]
    [InlineData("{\"pid\":\"PID\",\"offset\":\"99999\"}")]
    [InlineData("{\"pid\":\"PID\",\"offset\":\"nonsense\"}")]
    [InlineData("{\"pid\":1,\"offset\":{}}")]
    public async Task WhatIsNotThereIsNotRecovered(string auth)
    {
        await using var server = await StartAsync();
        var client = await server.JoinAsync();
        client.Cut();
        await Eventually.Async(() => server.IO.Of("/").Sockets.Count == 0, Patience, "the socket has gone");

        await using var again = await server.JoinAsync(auth: auth.Replace("PID", client.Pid, StringComparison.Ordinal));

        again.Sid.ShouldNotBe(client.Sid);
        again.Pid.ShouldNotBe(client.Pid);
        server.IO.Of("/").Sockets.Single().Recovered.ShouldBeFalse();
    }

    [Fact]
    public async Task AnotherUserDoesNotGetTheState()
    {
        await using var server = await StartAsync();
        var client = await server.JoinAsync(auth: "{\"user\":\"a\"}");
        client.Cut();
        await Eventually.Async(() => server.IO.Of("/").Sockets.Count == 0, Patience, "the socket has gone");

        await using var again = await server.JoinAsync(auth: $"{{\"user\":\"b\",\"pid\":\"{client.Pid}\",\"offset\":\"0\"}}");

        again.Sid.ShouldNotBe(client.Sid);
    }

    [Fact]
    public async Task WhoLeftIsNotRecovered()
    {
        await using var server = await StartAsync();
        await using var client = await server.JoinAsync();
        await client.SendAsync("41");
        await Eventually.Async(() => server.IO.Of("/").Sockets.Count == 0, Patience, "the socket has gone");

        await using var again = await server.JoinAsync(auth: $"{{\"pid\":\"{client.Pid}\",\"offset\":\"0\"}}");

        again.Sid.ShouldNotBe(client.Sid);
    }

    [Theory]
    [InlineData(10, 100_000)] // as many packets as half of what may wait
    [InlineData(1_000, 1_000)] // or as many bytes
    public async Task WhoMissedMoreThanAConnectionTakesAtOnceComesInAnew(int maxPackets, int maxBytes)
    {
        await using var server = await SocketServer.StartAsync(Configure, options =>
        {
            options.RecoverySeconds = 120;
            options.MaxQueuedPackets = maxPackets;
            options.MaxQueuedBytes = maxBytes;
        });
        var main = server.IO.Of("/");
        var client = await server.JoinAsync();
        await main.EmitAsync("seen");
        var offset = OffsetOf(await client.ReceiveAsync());
        client.Cut();
        await Eventually.Async(() => main.Sockets.Count == 0, Patience, "the socket has gone");
        for (var i = 0; i < 5; i++)
        {
            await main.EmitAsync("missed", new string('x', maxBytes / 20));
        }

        var returning = await server.JoinAsync(auth: $"{{\"pid\":\"{client.Pid}\",\"offset\":\"{offset}\"}}");
        returning.Sid.ShouldBe(client.Sid, "five are few enough");
        returning.Cut();
        await Eventually.Async(() => main.Sockets.Count == 0, Patience, "it has gone again");
        for (var i = 0; i < 5; i++)
        {
            await main.EmitAsync("missed", new string('x', maxBytes / 20));
        }

        await using var again = await server.JoinAsync(auth: $"{{\"pid\":\"{client.Pid}\",\"offset\":\"{offset}\"}}");
        again.Sid.ShouldNotBe(client.Sid);
        main.Sockets.Single().Recovered.ShouldBeFalse();
        await main.EmitAsync("from now on");
        (await again.ReceiveAsync())!.ShouldStartWith("42[\"from now on\"");
    }

    internal static string OffsetOf(string? message)
    {
        var arguments = JsonElement.Parse(message![message!.IndexOf('[', StringComparison.Ordinal)..]);
        return arguments[arguments.GetArrayLength() - 1].GetString()!;
    }

    internal static void Configure(SocketIOServer io)
    {
        var main = io.Of("/");
        main.Use((socket, _) =>
        {
            if (socket.Handshake.Auth.TryGetProperty("fail", out var how))
            {
                throw how.GetString() == "refuse" ? new ConnectRefusedException("no") : new InvalidOperationException("broken");
            }

            socket.UserKey = socket.Handshake.Auth.TryGetProperty("user", out var user) ? user.GetString() : null;
            return socket.Recovered ? Task.CompletedTask : socket.JoinAsync("mine");
        });
        main.Use((socket, _) => Task.FromResult(socket.Items.TryAdd("n", 42)));
    }

    private static Task<SocketServer> StartAsync() => SocketServer.StartAsync(Configure, options => options.RecoverySeconds = 120);
}

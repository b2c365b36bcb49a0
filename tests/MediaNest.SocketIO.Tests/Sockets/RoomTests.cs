using MediaNest.Testing;

namespace MediaNest.SocketIO.Tests.Sockets;

public sealed class RoomTests : IAsyncLifetime
{
    private SocketServer? _server;
    private RawClient? _first;
    private RawClient? _second;
    private RawClient? _third;

    private SocketNamespace Main => _server!.IO.Of("/");

    public async ValueTask InitializeAsync()
    {
        _server = await SocketServer.StartAsync(io =>
        {
            var main = io.Of("/");
            main.Use((socket, _) => socket.JoinAsync([.. socket.Handshake.Auth.GetProperty("rooms").EnumerateArray().Select(room => room.GetString()!)]));
            main.On("others", (socket, _) => socket.Broadcast.EmitAsync("from another"));
            main.On("others in", (socket, call) => socket.To(call.Read<string>(0)!).EmitAsync("from another"));
        });
        _first = await _server.JoinAsync(auth: "{\"rooms\":[\"red\"]}");
        _second = await _server.JoinAsync(auth: "{\"rooms\":[\"red\",\"blue\"]}");
        _third = await _server.JoinAsync(auth: "{\"rooms\":[\"blue\"]}");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in new[] { _first, _second, _third })
        {
            await client!.DisposeAsync();
        }

        await _server!.DisposeAsync();
    }

    [Fact]
    public async Task ARoomIsReached() => await ExpectAsync(() => Main.To("red").EmitAsync("e"), true, true, false);

    [Fact]
    public async Task SeveralRoomsAreReachedEachSocketOnce() => await ExpectAsync(() => Main.To("red", "blue").EmitAsync("e"), true, true, true);

    [Fact]
    public async Task EveryoneIsReached() => await ExpectAsync(() => Main.EmitAsync("e"), true, true, true);

    [Fact]
    public async Task ExceptLeavesOut() => await ExpectAsync(() => Main.To("red").Except("blue").EmitAsync("e"), true, false, false);

    [Fact]
    public async Task ASocketsIdIsItsRoom() => await ExpectAsync(() => Main.To(_third!.Sid).EmitAsync("e"), false, false, true);

    /// <summary>Whom the answer to its CONNECT is still being written to does not count as one who reads: it is sent again.</summary>
    [Fact]
    public async Task LocalAndVolatileReachWhoIsHereAndReads()
    {
        var heard = new[] { _first!, _second!, _third! }.Select(client => client.ReceiveAsync()).ToList();

        await Eventually.Async(
            async () =>
            {
                await Main.Local.Volatile.EmitAsync("e");
                return heard.TrueForAll(message => message.IsCompleted);
            },
            Eventually.Patience,
            "everyone has heard it");

        (await Task.WhenAll(heard)).ShouldAllBe(message => message == "42[\"e\"]");
    }

    [Fact]
    public async Task RoomsAreJoinedAndLeft()
    {
        await Main.In("blue").SocketsLeaveAsync("red");
        await Main.In(_third!.Sid).SocketsJoinAsync("red");

        await ExpectAsync(() => Main.To("red").EmitAsync("e"), true, false, true);
    }

    [Fact]
    public async Task ABroadcastOfASocketIsForTheOthers()
    {
        await ExpectAsync(() => _first!.SendAsync("42[\"others\"]"), false, true, true);
        await ExpectAsync(() => _second!.SendAsync("42[\"others in\",\"blue\"]"), false, false, true);
    }

    [Fact]
    public async Task SocketsAreFetchedWithTheirRooms()
    {
        var sockets = await Main.In("blue").FetchSocketsAsync();

        sockets.Select(socket => socket.Id).ShouldBe([_second!.Sid, _third!.Sid], ignoreOrder: true);
        sockets.Single(socket => socket.Id == _second.Sid).Rooms.ShouldBe([_second.Sid, "red", "blue"], ignoreOrder: true);
    }

    [Fact]
    public async Task ARoomIsDisconnectedAfterItsLastEvent()
    {
        await Main.To("red").EmitAsync("last");
        await Main.In("red").DisconnectSocketsAsync(close: true);

        (await _first!.ReceiveToEndAsync()).Take(2).ShouldBe(["42[\"last\"]", "41"]);
        await ExpectAsync(() => Main.EmitAsync("e"), null, null, true);
    }

    [Fact]
    public async Task AcknowledgementsOfManyAreGathered()
    {
        var asked = Main.To("red").EmitWithAckAsync<int>("n", MediaNest.Testing.Eventually.Patience);
        foreach (var (client, answer) in new[] { (_first!, 1), (_second!, 2) })
        {
            var question = (await client.ReceiveAsync())!;
            await client.SendAsync($"43{question[2..question.IndexOf('[', StringComparison.Ordinal)]}[{answer}]");
        }

        var answers = await asked;
        answers.Complete.ShouldBeTrue();
        answers.Answers.ShouldBe([1, 2], ignoreOrder: true);
        (await Main.EmitWithAckAsync<int>("n", TimeSpan.FromMilliseconds(20))).Complete.ShouldBeFalse();
    }

    // who is not meant must have nothing before what is sent to everyone after it
    private async Task ExpectAsync(Func<Task> act, params bool?[] expected)
    {
        await act();
        var clients = new[] { _first!, _second!, _third! };
        for (var i = 0; i < 3; i++)
        {
            if (expected[i] == true)
            {
                (await clients[i].ReceiveAsync())!.ShouldStartWith("42[\"");
            }
        }

        await Main.EmitAsync("end");
        for (var i = 0; i < 3; i++)
        {
            if (expected[i] is not null)
            {
                (await clients[i].ReceiveAsync()).ShouldBe("42[\"end\"]");
            }
        }
    }
}

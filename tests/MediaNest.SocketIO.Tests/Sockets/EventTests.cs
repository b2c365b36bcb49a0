using System.Text.Json;

namespace MediaNest.SocketIO.Tests.Sockets;

public sealed class EventTests
{
    private static readonly TimeSpan Patience = MediaNest.Testing.Eventually.Patience;

    [Fact]
    public async Task EventsOfOneSocketAreHandledInOrderOneAtATime()
    {
        var running = 0;
        var seen = new List<int>();
        await using var server = await SocketServer.StartAsync(io => io.Of("/").On("n", async (_, call) =>
        {
            Interlocked.Increment(ref running).ShouldBe(1);
            await Task.Yield();
            seen.Add(call.Read<int>(0));
            Interlocked.Decrement(ref running);
            call.Ack(seen.Count);
        }));
        await using var client = await server.JoinAsync();

        for (var i = 0; i < 50; i++)
        {
            await client.SendAsync($"42{i}[\"n\",{i}]");
        }

        for (var i = 0; i < 50; i++)
        {
            (await client.ReceiveAsync()).ShouldBe($"43{i}[{i + 1}]");
        }

        seen.ShouldBe(Enumerable.Range(0, 50));
    }

    [Fact]
    public async Task ASlowHandlerHoldsBackOnlyItsOwnSocketAndNotItsAcks()
    {
        await using var server = await SocketServer.StartAsync(io => io.Of("/").On("ask", async (socket, call) =>
            call.Ack(await socket.EmitWithAckAsync<string>("question", Patience))));
        await using var slow = await server.JoinAsync();
        await using var other = await server.JoinAsync();

        await slow.SendAsync("421[\"ask\"]");
        var question = (await slow.ReceiveAsync())!;
        await other.SendAsync("421[\"ask\"]");
        (await other.ReceiveAsync())!.ShouldEndWith("[\"question\"]");

        await slow.SendAsync($"43{question[2..question.IndexOf('[', StringComparison.Ordinal)]}[\"because\"]");
        (await slow.ReceiveAsync()).ShouldBe("431[\"because\"]");
    }

    [Fact]
    public async Task BinaryGoesBothWays()
    {
        await using var server = await SocketServer.StartAsync(io => io.Of("/").On("file", (_, call) =>
        {
            var upload = call.Read<Upload>(0)!;
            call.Ack(upload.Name, upload.Data.Reverse().ToArray(), call.Arguments[0]);
            return Task.CompletedTask;
        }));
        await using var client = await server.JoinAsync();

        await client.SendAsync("451-9[\"file\",{\"name\":\"a\",\"data\":{\"_placeholder\":true,\"num\":0}}]");
        await client.SendAsync([1, 2]);

        (await client.ReceiveAsync()).ShouldBe(
            "462-9[\"a\",{\"_placeholder\":true,\"num\":0},{\"name\":\"a\",\"data\":{\"_placeholder\":true,\"num\":1}}]");
        (await client.ReceiveAsync()).ShouldBe("b:0201");
        (await client.ReceiveAsync()).ShouldBe("b:0102");
    }

    [Fact]
    public async Task AHandlerThatThrowsCostsTheSocketNothing()
    {
        await using var server = await SocketServer.StartAsync(io =>
        {
            var main = io.Of("/");
            main.On("bad", (_, call) => Task.FromException(new JsonException(call.Name)));
            main.OnUnknown((_, call) => Task.FromException(new InvalidOperationException(call.Name)));
            main.OnError((_, call, exception) =>
            {
                call.Ack(exception.Message);
                return Task.CompletedTask;
            });
        });
        await using var client = await server.JoinAsync();

        await client.SendAsync("421[\"bad\"]");
        await client.SendAsync("422[\"never heard of\"]");

        (await client.ReceiveAsync()).ShouldBe("431[\"bad\"]");
        (await client.ReceiveAsync()).ShouldBe("432[\"never heard of\"]");
    }

    [Fact]
    public async Task AnEventIsAcknowledgedOnce()
    {
        var second = true;
        await using var server = await SocketServer.StartAsync(io => io.Of("/").On("a", async (socket, call) =>
        {
            call.Ack(1).ShouldBeTrue();
            second = call.Ack(2);
            await socket.EmitAsync("done");
        }));
        await using var client = await server.JoinAsync();

        await client.SendAsync("420[\"a\"]");

        (await client.ReceiveAsync()).ShouldBe("430[1]");
        (await client.ReceiveAsync()).ShouldBe("42[\"done\"]");
        second.ShouldBeFalse();
    }

    [Fact]
    public async Task AnAcknowledgementThatDoesNotComeTimesOutAndADisconnectionEndsTheWaiting()
    {
        var ended = new TaskCompletionSource<Exception>();
        await using var server = await SocketServer.StartAsync(io => io.Of("/").OnConnection(async socket =>
        {
            await Should.ThrowAsync<TimeoutException>(socket.EmitWithAckAsync<int>("a", TimeSpan.FromMilliseconds(20)));
            ended.TrySetResult(await Should.ThrowAsync<SocketDisconnectedException>(socket.EmitWithAckAsync<int>("b", Patience)));
        }));
        await using var client = await server.JoinAsync();

        (await client.ReceiveAsync())!.ShouldEndWith("[\"a\"]");
        (await client.ReceiveAsync())!.ShouldEndWith("[\"b\"]");
        await client.SendAsync("431[\"too late\"]");
        await client.SendAsync("43999[\"for nobody\"]");
        client.Cut();

        await ended.Task.WaitAsync(Patience);
    }

    [Fact]
    public async Task TooManyEventsAreDroppedWithAnError()
    {
        var handled = 0;
        await using var server = await SocketServer.StartAsync(
            io => io.Of("/").On("a", (_, _) => Task.FromResult(Interlocked.Increment(ref handled))),
            options => options.MaxEventsPerSecond = 5);
        await using var client = await server.JoinAsync();

        for (var i = 0; i < 8; i++)
        {
            await client.SendAsync("42[\"a\"]");
        }

        (await client.ReceiveAsync())!.ShouldStartWith("42[\"error\",{\"code\":\"RATE_LIMITED\"");
        handled.ShouldBeLessThanOrEqualTo(5);
    }

    [Fact]
    public async Task AFloodEndsTheConnection()
    {
        await using var server = await SocketServer.StartAsync(io => io.Of("/"), options => options.MaxEventsPerSecond = 5);
        await using var client = await server.JoinAsync();

        for (var i = 0; i < 60; i++)
        {
            await client.SendAsync("42[\"a\"]");
        }

        await client.ReceiveToEndAsync();
    }

    [Fact]
    public async Task EventsThatNobodyHandlesFastEnoughEndTheConnection()
    {
        var release = new TaskCompletionSource();
        await using var server = await SocketServer.StartAsync(
            io => io.Of("/").On("a", (_, _) => release.Task),
            options => options.MaxWaitingEvents = 3);
        await using var client = await server.JoinAsync();

        for (var i = 0; i < 8; i++)
        {
            await client.SendAsync("42[\"a\"]");
        }

        await client.ReceiveToEndAsync();
        release.SetResult();
    }

    [Fact]
    public async Task NamesOfTheProtocolCannotBeSentOrHandled()
    {
        await using var server = await SocketServer.StartAsync(io => io.Of("/"));

        Should.Throw<ArgumentException>(() => server.IO.Of("/").On("disconnect", (_, _) => Task.CompletedTask));
        await Should.ThrowAsync<ArgumentException>(() => server.IO.Of("/").EmitAsync("connect"));
    }

    private sealed record Upload(string Name, byte[] Data);
}

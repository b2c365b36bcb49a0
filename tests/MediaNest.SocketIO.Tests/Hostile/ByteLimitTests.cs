using MediaNest.SocketIO.Tests.Sockets;
using MediaNest.Testing;

namespace MediaNest.SocketIO.Tests.Hostile;

/// <summary>What one client makes the server hold is bounded in bytes.</summary>
public sealed class ByteLimitTests
{
    private const string TwoAnnounced = "452-[\"echo\",{\"_placeholder\":true,\"num\":0},{\"_placeholder\":true,\"num\":1}]";
    private readonly TaskCompletionSource _goOn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _running = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource<string> _reason = new(TaskCreationOptions.RunContinuationsAsynchronously);

    [Fact]
    public async Task AttachmentsPastThePacketsBytesEndTheConnection()
    {
        await using var server = await StartAsync(options =>
        {
            options.MaxPayloadBytes = 1_000;
            options.MaxPacketBytes = 1_500;
        });
        await using var client = await server.JoinAsync();
        await client.SendAsync(TwoAnnounced);
        await client.SendAsync(new byte[700]);
        await client.SendAsync(new byte[700]);
        (await client.ReceiveAsync())!.ShouldStartWith("42[\"echoed\"");

        await client.SendAsync(TwoAnnounced);
        await client.SendAsync(new byte[900]);
        await client.SendAsync(new byte[900]);

        await client.ReceiveToEndAsync();
        (await ReasonAsync()).ShouldBe(DisconnectReasons.ParseError);
    }

    [Fact]
    public async Task EventsThatWaitForTheirHandlerAreBoundedInBytes()
    {
        await using var server = await StartAsync(options => options.MaxWaitingBytes = 5_000);
        await using var client = await server.JoinAsync();
        await client.SendAsync(Event("block", 900));
        await RunningAsync();
        for (var i = 0; i < 5; i++)
        {
            await client.SendAsync(Event("echo", 900));
        }

        await IsServedAsync(server, client);
        await client.SendAsync(Event("echo", 900));

        (await client.ReceiveToEndAsync()).ShouldBeEmpty();
        _goOn.SetResult();
        (await ReasonAsync()).ShouldBe(DisconnectReasons.ForcedServerClose);
    }

    [Fact]
    public async Task WhatWasHandledWaitsNoMore()
    {
        await using var server = await StartAsync(options => options.MaxWaitingBytes = 1_000);
        await using var client = await server.JoinAsync();

        for (var i = 0; i < 10; i++)
        {
            await client.SendAsync(Event("echo", 900));
            (await client.ReceiveAsync())!.ShouldStartWith("42[\"echoed\"");
        }
    }

    [Fact]
    public async Task OneLargeEventIsHandledWhereNothingElseWaits()
    {
        await using var server = await StartAsync(options => options.MaxWaitingBytes = 1_000);
        await using var client = await server.JoinAsync();
        await IsServedAsync(server, client);

        await client.SendAsync(Event("echo", 9_000));

        (await client.ReceiveAsync())!.ShouldStartWith("42[\"echoed\"");
    }

    [Fact]
    public async Task AuthLargerThanWhatMayWaitEndsTheConnection()
    {
        await using var server = await StartAsync(options => options.MaxWaitingBytes = 1_000);
        await using var client = await server.OpenAsync();

        await client.SendAsync($"40{{\"token\":\"{new string('a', 1_000)}\"}}");

        (await client.ReceiveToEndAsync()).ShouldBeEmpty();
    }

    [Fact]
    public async Task AuthTakesOfWhatMayWait()
    {
        await using var server = await StartAsync(options => options.MaxWaitingBytes = 5_000);
        await using var client = await server.JoinAsync(auth: $"{{\"token\":\"{new string('a', 3_000)}\"}}");
        await client.SendAsync(Event("block", 900));
        await RunningAsync();
        await client.SendAsync(Event("echo", 900));
        await client.SendAsync(Event("echo", 900));
        await IsServedAsync(server, client);

        await client.SendAsync(Event("echo", 900));

        (await client.ReceiveToEndAsync()).ShouldBeEmpty();
        _goOn.SetResult();
        (await ReasonAsync()).ShouldBe(DisconnectReasons.ForcedServerClose);
    }

    [Theory]
    [InlineData(4, true)]
    [InlineData(6, false)]
    public async Task WhatWaitsForASocketToBeLetInIsBoundedInBytes(int events, bool isLetIn)
    {
        await using var server = await StartAsync(
            options => options.MaxWaitingBytes = 5_000,
            async socket =>
            {
                for (var i = 0; i < events; i++)
                {
                    await socket.EmitAsync("early", new string('a', 900));
                }
            });
        await using var client = await server.OpenAsync();

        await client.SendAsync("40");

        (await client.ReceiveAsync())?.StartsWith("40{", StringComparison.Ordinal).ShouldBe(isLetIn);
        for (var i = 0; i < (isLetIn ? events : 0); i++)
        {
            (await client.ReceiveAsync())!.ShouldStartWith("42[\"early\"");
        }

        if (!isLetIn)
        {
            (await client.ReceiveToEndAsync()).ShouldBeEmpty();
        }
    }

    private static string Event(string name, int bytes) => $"42[\"{name}\",\"{new string('a', bytes)}\"]";

    /// <summary>Returns when what the client sent before has been received: its acknowledgement does not wait for handlers.</summary>
    private static async Task IsServedAsync(SocketServer server, RawClient client)
    {
        var answer = server.IO.Of("/").Sockets.Single().EmitWithAckAsync<int>("there?", Eventually.Patience);
        var question = (await client.ReceiveAsync())!;
        await client.SendAsync("43" + question[2..question.IndexOf('[', StringComparison.Ordinal)] + "[1]");
        (await answer).ShouldBe(1);
    }

    private Task<string> ReasonAsync() => _reason.Task.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);

    private Task RunningAsync() => _running.Task.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);

    private Task<SocketServer> StartAsync(Action<SocketIOOptions> options, Func<Socket, Task>? middleware = null) => SocketServer.StartAsync(
        io =>
        {
            var main = io.Of("/");
            main.Use((socket, _) => middleware?.Invoke(socket) ?? Task.CompletedTask);
            main.On("echo", (socket, _) => socket.EmitAsync("echoed"));
            main.On("block", (_, _) =>
            {
                _running.SetResult();
                return _goOn.Task;
            });
            main.OnDisconnect((_, reason) =>
            {
                _reason.TrySetResult(reason);
                return Task.CompletedTask;
            });
        },
        options);
}

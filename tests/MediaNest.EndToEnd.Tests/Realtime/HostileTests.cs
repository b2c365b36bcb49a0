using System.Net;
using System.Net.Sockets;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json.Nodes;
using MediaNest.EndToEnd.Tests.Gateway;
using MediaNest.EndToEnd.Tests.Running;
using MediaNest.Testing;

namespace MediaNest.EndToEnd.Tests.Realtime;

/// <summary>A gateway with few places, and somebody at another address who is to be served whatever the attacker does.</summary>
public sealed class AttackedGateway(RunningMediaNest mediaNest, NodeSockets sockets) : IAsyncLifetime
{
    public const int PlacesPerAddress = 100;

    private SecondGateway? _gateway;

    public HttpClient Http => _gateway!.Http;

    public NodeSocket Witness { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _gateway = await SecondGateway.StartAsync(
            mediaNest,
            ("TrustedProxies:0", "127.0.0.1"),
            ("SocketConnections:PerAddress", PlacesPerAddress.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("SocketConnections:HandshakesPerAddress", "1000"),
            ("Limits:HeadersTimeout", "00:00:03"));
        try
        {
            Witness = await sockets.ConnectAsync(Http.BaseAddress!, "/authenticated", await mediaNest.SignInWithPlexAsync("witness"), new JsonObject
            {
                ["extraHeaders"] = new JsonObject { ["X-Forwarded-For"] = "203.0.113.1" },
            });
        }
        catch
        {
            await _gateway.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await Witness.DisposeAsync();
        await _gateway!.DisposeAsync();
    }
}

/// <summary>Whatever one address does, others are served meanwhile.</summary>
public sealed class HostileTests(RunningMediaNest mediaNest, NodeSockets sockets, AttackedGateway gateway) : IClassFixture<AttackedGateway>
{
    private const string Attacker = "198.51.100.66";

    private static CancellationToken End => TestContext.Current.CancellationToken;

    [Fact]
    public async Task AFloodOfConnectionsGetsItsPlacesAndNoMore()
    {
        List<ClientWebSocket> open = [];
        var refused = 0;
        var flood = Parallel.ForEachAsync(Enumerable.Range(0, 400), new ParallelOptions { MaxDegreeOfParallelism = 40, CancellationToken = End }, async (_, _) =>
        {
            try
            {
                var socket = await ConnectAsync();
                lock (open)
                {
                    open.Add(socket);
                }
            }
            catch (WebSocketException failure) when (failure.Message.Contains("429", StringComparison.Ordinal))
            {
                Interlocked.Increment(ref refused);
            }
        });
        while (!flood.IsCompleted)
        {
            await IsServedAsync();
        }

        await flood;
        open.Count.ShouldBe(AttackedGateway.PlacesPerAddress);
        refused.ShouldBe(400 - AttackedGateway.PlacesPerAddress);
        await IsServedAsync();
        await CloseAsync(open);
        await Eventually.Async(
            async () =>
            {
                using var again = await ConnectAsync();
                return true;
            },
            Eventually.Patience,
            "places are free again");
    }

    [Fact]
    public async Task GiantMessagesEndTheirOwnConnectionOnly()
    {
        using var socket = await ConnectAsync();
        await socket.SendAsync("40"u8.ToArray(), WebSocketMessageType.Text, true, End);
        var giant = new byte[3_000_000];
        Array.Fill(giant, (byte)'4');

        await EndsAsync(socket, giant, WebSocketMessageType.Text);
        using var body = new ByteArrayContent(giant);
        using var answer = await gateway.Http.SendAsync(
            "POST", "/socket.io/?EIO=4&transport=polling&sid=" + await HandshakeAsync(), body, ("X-Forwarded-For", Attacker));
        ((int)answer.StatusCode).ShouldBe(413);
        await IsRefusedUnannouncedAsync(giant);
        await IsServedAsync();
    }

    /// <summary>Whoever sends a giant body without asking may find the connection ended before it can read why.</summary>
    private async Task IsRefusedUnannouncedAsync(byte[] giant)
    {
        using var rude = new HttpClient { BaseAddress = gateway.Http.BaseAddress };
        using var body = new ByteArrayContent(giant);
        try
        {
            using var answer = await rude.SendAsync(
                "POST", "/socket.io/?EIO=4&transport=polling&sid=" + await HandshakeAsync(), body, ("X-Forwarded-For", Attacker));
            ((int)answer.StatusCode).ShouldBe(413);
        }
        catch (HttpRequestException ended) when (ended.InnerException is IOException)
        {
            // refused as well
        }
    }

    [Theory]
    [InlineData("9")]
    [InlineData("")]
    [InlineData("4")]
    [InlineData("49")]
    [InlineData("42[")]
    [InlineData("42{\"no\":\"array\"}")]
    [InlineData("42[\"connect\"]")]
    [InlineData("4299999999999999999999[\"ping\"]")]
    [InlineData("451-[\"bytes\",{\"_placeholder\":true,\"num\":7}]")]
    [InlineData("45999999-[\"bytes\"]")]
    public async Task WhatIsNoPacketEndsItsOwnConnectionOnly(string packet)
    {
        using var socket = await ConnectAsync();
        await socket.SendAsync("40"u8.ToArray(), WebSocketMessageType.Text, true, End);

        await EndsAsync(socket, Encoding.UTF8.GetBytes(packet), WebSocketMessageType.Text);

        await IsServedAsync();
    }

    [Fact]
    public async Task HalfOpenHandshakesHoldNobodyUp()
    {
        List<TcpClient> clients = [];
        for (var i = 0; i < 200; i++)
        {
            var client = new TcpClient();
            clients.Add(client);
            await client.ConnectAsync(IPAddress.Loopback, gateway.Http.BaseAddress!.Port, End);
            await client.GetStream().WriteAsync("GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: x\r\nUpgrade: webs"u8.ToArray(), End);
        }

        // and sessions that are opened and then left
        for (var i = 0; i < 50; i++)
        {
            await HandshakeAsync();
        }

        await IsServedAsync();
        foreach (var client in clients)
        {
            // the gateway answers 408 and hangs up
            var buffer = new byte[4096];
            while (await client.GetStream().ReadAsync(buffer, End).AsTask().WaitAsync(MediaNest.Testing.Eventually.Patience, End) > 0)
            {
                // what it says is of no interest
            }

            client.Dispose();
        }

        await IsServedAsync();
    }

    [Fact]
    public async Task AClientThatDoesNotReadHoldsNobodyUp()
    {
        var lazy = await mediaNest.SignInWithPlexAsync("lazy");
        await using var slow = await sockets.ConnectAsync(gateway.Http.BaseAddress!, "/authenticated", lazy, new JsonObject { ["transports"] = new JsonArray("websocket") });
        await using var admin = await sockets.ConnectAsync(gateway.Http.BaseAddress!, "/admin", mediaNest.Admin);
        await slow.PauseAsync();

        for (var i = 0; i < 40; i++)
        {
            (await admin.AskAsync("admin:broadcast", new JsonObject { ["title"] = $"News {i}", ["message"] = new string('x', 1_000) })).ShouldSucceed();
        }

        await Eventually.Async(
            () => gateway.Witness.EventsOf("admin:broadcast:message").Count == 40, Eventually.Patience, "the other one has them all");
        gateway.Witness.EventsOf("admin:broadcast:message").Select(received => received.Payload.GetProperty("title").GetString())
            .ShouldBe(Enumerable.Range(0, 40).Select(i => $"News {i}"), ignoreOrder: true);
        slow.EventsOf("admin:broadcast:message").ShouldBeEmpty();
    }

    private async Task IsServedAsync() => (await gateway.Witness.AskAsync("ping").WaitAsync(MediaNest.Testing.Eventually.Patience, End)).ShouldSucceed();

    /// <summary>A connection of the attacker, past the first packet.</summary>
    private async Task<ClientWebSocket> ConnectAsync()
    {
        var socket = new ClientWebSocket();
        try
        {
            socket.Options.SetRequestHeader("X-Forwarded-For", Attacker);
            await socket.ConnectAsync(new UriBuilder(gateway.Http.BaseAddress!) { Scheme = "ws", Path = "/socket.io/", Query = "EIO=4&transport=websocket" }.Uri, End);
            var buffer = new byte[1024];
            var received = await socket.ReceiveAsync(buffer, End);
            Encoding.UTF8.GetString(buffer, 0, received.Count).ShouldStartWith("0{");
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private async Task<string> HandshakeAsync()
    {
        using var answer = await gateway.Http.SendAsync("GET", "/socket.io/?EIO=4&transport=polling", null, ("X-Forwarded-For", Attacker));
        var text = await answer.Content.ReadAsStringAsync(End);
        return JsonNode.Parse(text[1..])!["sid"]!.GetValue<string>();
    }

    /// <summary>Sends what ends the connection, and waits for its end.</summary>
    private static async Task EndsAsync(ClientWebSocket socket, byte[] message, WebSocketMessageType type)
    {
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(End);
        deadline.CancelAfter(MediaNest.Testing.Eventually.Patience);
        try
        {
            await socket.SendAsync(message, type, true, deadline.Token);
            var buffer = new byte[4096];
            while ((await socket.ReceiveAsync(buffer, deadline.Token)).MessageType != WebSocketMessageType.Close)
            {
                // what was on its way
            }
        }
        catch (WebSocketException)
        {
            // hung up without a word
        }
    }

    private static async Task CloseAsync(List<ClientWebSocket> open)
    {
        foreach (var socket in open)
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.NormalClosure, null, End);
            socket.Dispose();
        }
    }
}

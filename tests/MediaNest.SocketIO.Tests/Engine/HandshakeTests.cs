using System.Net;
using System.Text.Json;
using MediaNest.SocketIO.Engine;

namespace MediaNest.SocketIO.Tests.Engine;

public sealed class HandshakeTests
{
    private static readonly string[] Keys = ["sid", "upgrades", "pingInterval", "pingTimeout", "maxPayload"];

    [Fact]
    public async Task APollingHandshakeTellsTheSessionAndTheServersTimes()
    {
        await using var app = await EngineApp.StartAsync(new EngineOptions { PingInterval = TimeSpan.FromMilliseconds(1234), MaxPayload = 5000 });

        var (status, body) = await app.GetAsync(null);

        status.ShouldBe(HttpStatusCode.OK);
        body[0].ShouldBe('0');
        var open = JsonDocument.Parse(body[1..]).RootElement;
        open.EnumerateObject().Select(property => property.Name).ShouldBe(Keys);
        open.GetProperty("sid").GetString()!.ShouldMatch("^[A-Za-z0-9_-]{20,}$");
        open.GetProperty("upgrades").EnumerateArray().Select(value => value.GetString()).ShouldBe(["websocket"]);
        open.GetProperty("pingInterval").GetInt32().ShouldBe(1234);
        open.GetProperty("pingTimeout").GetInt32().ShouldBe(20_000);
        open.GetProperty("maxPayload").GetInt32().ShouldBe(5000);
    }

    [Fact]
    public async Task AWebSocketHandshakeOffersNoUpgrade()
    {
        await using var app = await EngineApp.StartAsync();
        using var socket = await app.ConnectAsync();

        var open = JsonDocument.Parse((await socket.ReceiveAsync())[1..]).RootElement;

        open.EnumerateObject().Select(property => property.Name).ShouldBe(Keys);
        open.GetProperty("upgrades").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task NoTwoSessionsHaveOneId()
    {
        await using var app = await EngineApp.StartAsync();
        var ids = await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => app.OpenPollingAsync()));
        ids.ShouldBeUnique();
    }

    [Theory]
    [InlineData("GET", "?EIO=4", 0, "Transport unknown")]
    [InlineData("GET", "?EIO=4&transport=carrier-pigeon", 0, "Transport unknown")]
    [InlineData("GET", "?EIO=4&transport=webtransport", 0, "Transport unknown")]
    [InlineData("GET", "?EIO=4&transport=polling&sid=unknown", 1, "Session ID unknown")]
    [InlineData("POST", "?EIO=4&transport=polling&sid=unknown", 1, "Session ID unknown")]
    [InlineData("POST", "?EIO=4&transport=polling", 2, "Bad handshake method")]
    [InlineData("PUT", "?EIO=4&transport=polling", 2, "Bad handshake method")]
    [InlineData("DELETE", "?EIO=4&transport=websocket", 2, "Bad handshake method")]
    [InlineData("GET", "?EIO=4&transport=websocket", 3, "Bad request")]
    [InlineData("GET", "?transport=polling", 5, "Unsupported protocol version")]
    [InlineData("GET", "?EIO=3&transport=polling", 5, "Unsupported protocol version")]
    [InlineData("GET", "?EIO=abc&transport=polling", 5, "Unsupported protocol version")]
    public async Task AWrongHandshakeIsAnsweredWithTheProtocolsError(string method, string query, int code, string message)
    {
        await using var app = await EngineApp.StartAsync();

        var (status, body) = await app.SendAsync(new HttpMethod(method), EngineApp.Path + query);

        status.ShouldBe(HttpStatusCode.BadRequest);
        body.ShouldBe($$"""{"code":{{code}},"message":"{{message}}"}""");
    }

    [Theory]
    [InlineData("?transport=websocket")]
    [InlineData("?EIO=4")]
    [InlineData("?EIO=4&transport=polling")]
    [InlineData("?EIO=4&transport=websocket&sid=unknown")]
    public async Task AWrongWebSocketHandshakeIsRefusedWith400(string query)
    {
        await using var app = await EngineApp.StartAsync();

        var refused = await Should.ThrowAsync<System.Net.WebSockets.WebSocketException>(
            () => TestSocket.ConnectAsync(new Uri($"ws://{app.Address.Authority}{EngineApp.Path}{query}")));

        refused.Message.ShouldContain("400");
    }

    [Theory]
    [InlineData("PUT")]
    [InlineData("DELETE")]
    public async Task ASessionKnowsGetAndPostOnly(string method)
    {
        await using var app = await EngineApp.StartAsync();
        var sid = await app.OpenPollingAsync();

        var (status, body) = await app.SendAsync(new HttpMethod(method), EngineApp.Query("polling", sid));

        status.ShouldBe(HttpStatusCode.BadRequest);
        body.ShouldContain("\"code\":3");
        app.Handler.IsOpen(sid).ShouldBeTrue();
    }

    [Fact]
    public async Task AFullServerAnswers503UntilASessionEnds()
    {
        await using var app = await EngineApp.StartAsync(new EngineOptions { MaxConnections = 2 });
        var sid = await app.OpenPollingAsync();
        var (socket, _) = await app.OpenWebSocketAsync();
        using var _ = socket;

        (await app.GetAsync(null)).Status.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await Should.ThrowAsync<System.Net.WebSockets.WebSocketException>(() => app.ConnectAsync())).Message.ShouldContain("503");

        await app.PostAsync(sid, "1");
        (await app.GetAsync(sid)).Body.ShouldBe("6");
        (await app.GetAsync(null)).Status.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task TheHandlerIsGivenTheRequestThatOpenedTheSession()
    {
        await using var app = await EngineApp.StartAsync();
        using var request = new HttpRequestMessage(HttpMethod.Get, EngineApp.Query("polling") + "&colour=blue");
        request.Headers.Add("X-Thing", "value");
        using var response = await app.Client.SendAsync(request);

        var handshake = app.Handler[EngineApp.SidOf(await response.Content.ReadAsStringAsync())].Handshake;

        handshake.Headers["x-thing"].ShouldBe("value");
        handshake.Query["colour"].ShouldBe("blue");
        handshake.Address.ShouldBe(IPAddress.Loopback);
        handshake.IssuedAt.ShouldBe(app.Time.GetUtcNow());
        handshake.IsSecure.ShouldBeFalse();
    }
}

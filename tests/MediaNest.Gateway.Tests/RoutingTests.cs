using System.Net.WebSockets;
using System.Text;

namespace MediaNest.Gateway.Tests;

public sealed class RoutingTests(GatewayFixture fixture) : IClassFixture<GatewayFixture>
{
    private readonly TestGateway _gateway = fixture.Gateway;

    [Theory]
    [InlineData("/api/v1/auth/session", "auth")]
    [InlineData("/api/v1/users/me", "auth")]
    [InlineData("/api/v1/users/me/preferences", "auth")]
    [InlineData("/api/v1/admin/users", "auth")]
    [InlineData("/api/v1/admin/users/1/role", "auth")]
    [InlineData("/api/v1/admin/audit-log", "auth")]
    [InlineData("/api/v1/csrf/stats", "auth")]
    [InlineData("/connect/userinfo", "auth")]
    [InlineData("/api/v1/media/search", "media")]
    [InlineData("/api/v1/media/requests", "media")]
    [InlineData("/api/v1/admin/requests/1/approve", "media")]
    [InlineData("/api/v1/plex/libraries", "plex")]
    [InlineData("/api/v1/admin/plex/libraries/1/sync", "plex")]
    [InlineData("/api/v1/youtube/downloads", "download")]
    [InlineData("/api/v1/youtube/download", "download")]
    [InlineData("/api/v1/notifications", "notification")]
    [InlineData("/api/v1/dashboard/notifications", "notification")]
    [InlineData("/api/v1/notifications/webhooks/0199aa00-0000-7000-8000-00000000a11c/deliveries", "notification")]
    [InlineData("/api/v1/admin/notifications/broadcast", "notification")]
    [InlineData("/api/v1/dashboard", "operations")]
    [InlineData("/api/v1/dashboard/stats", "operations")]
    [InlineData("/api/v1/services/status", "operations")]
    [InlineData("/api/v1/admin/services", "operations")]
    [InlineData("/api/v1/admin/services/refresh", "operations")]
    [InlineData("/api/v1/admin/incidents", "operations")]
    [InlineData("/api/v1/errors/report", "operations")]
    [InlineData("/health/metrics", "operations")]
    [InlineData("/api/v1/admin/dead-letters?service=download", "download")]
    public async Task ProtectedRoutesReachTheirService(string path, string service)
    {
        await _gateway.GetAsync(path).ShouldFailAsync(401, "UNAUTHORIZED");

        var seen = await _gateway.GetAsync(path, (await _gateway.SignInAsync("admin")).Token).SeenAsync();

        seen.Service.ShouldBe(service);
        (seen.Path + seen.Query).ShouldBe(path);
    }

    [Theory]
    [InlineData("POST", "/api/v1/auth/login", "auth")]
    [InlineData("POST", "/api/v1/auth/admin", "auth")]
    [InlineData("POST", "/api/v1/auth/plex/pin", "auth")]
    [InlineData("POST", "/api/v1/auth/plex/verify", "auth")]
    [InlineData("POST", "/api/v1/auth/refresh", "auth")]
    [InlineData("POST", "/api/v1/auth/password-reset/request", "auth")]
    [InlineData("POST", "/api/v1/auth/2fa/verify", "auth")]
    [InlineData("GET", "/api/v1/csrf/token", "auth")]
    [InlineData("GET", "/.well-known/jwks.json", "auth")]
    [InlineData("GET", "/.well-known/openid-configuration", "auth")]
    [InlineData("POST", "/connect/token", "auth")]
    [InlineData("POST", "/connect/revocation", "auth")]
    [InlineData("POST", "/api/v1/webhooks/overseerr", "media")]
    [InlineData("POST", "/api/v1/webhooks/plex/secret", "plex")]
    [InlineData("POST", "/api/v1/webhooks/uptime-kuma", "operations")]
    [InlineData("GET", "/api/v1/health", "operations")]
    [InlineData("GET", "/socket.io/", "notification")]
    public async Task PublicRoutesNeedNoToken(string method, string path, string service)
    {
        var seen = await _gateway.SendAsync(new HttpMethod(method), path).SeenAsync();

        seen.Service.ShouldBe(service);
        seen.Method.ShouldBe(method);
    }

    [Theory]
    [InlineData("/api/auth/session", "/api/v1/auth/session")]
    [InlineData("/api/performance/metrics", "/api/v1/performance/metrics")]
    [InlineData("/api/v1/media/request/42", "/api/v1/media/requests/42")]
    public async Task AliasesReachTheSameHandler(string alias, string path)
    {
        var seen = await _gateway.GetAsync(alias + "?a=1", (await _gateway.SignInAsync()).Token).SeenAsync();

        seen.Path.ShouldBe(path);
        seen.Query.ShouldBe("?a=1");
    }

    [Fact]
    public async Task AliasesOfPublicRoutesArePublic() =>
        (await _gateway.SendAsync(HttpMethod.Post, "/api/auth/login").SeenAsync()).Path.ShouldBe("/api/v1/auth/login");

    [Fact]
    public async Task RequestingMediaIsNoAlias() =>
        (await _gateway.SendAsync(HttpMethod.Post, "/api/v1/media/request", (await _gateway.SignInAsync()).Token).SeenAsync()).Path.ShouldBe("/api/v1/media/request");

    [Theory]
    [InlineData("/")]
    [InlineData("/nothing")]
    [InlineData("/api/v1/nothing")]
    [InlineData("/api/v2/media/search")]
    [InlineData("/api/v1/test/health")]
    [InlineData("/api/v1/admin/dead-letters")]
    public async Task UnknownRoutesAre404InTheEnvelope(string path) => await _gateway.GetAsync(path).ShouldFailAsync(404, "NOT_FOUND");

    [Fact]
    public async Task TheGatewayItselfIsHealthy()
    {
        foreach (var path in new[] { "/health", "/health/live", "/health/ready" })
        {
            using var answer = await _gateway.GetAsync(path);
            ((int)answer.StatusCode).ShouldBe(200);
            (await answer.Content.ReadAsStringAsync()).ShouldContain("\"status\":\"ok\"");
        }
    }

    [Fact]
    public async Task BodiesArePassedOn()
    {
        var seen = await _gateway.SendAsync(
            HttpMethod.Post, "/api/v1/media/request", (await _gateway.SignInAsync()).Token, new StringContent("{\"tmdbId\":603}", Encoding.UTF8, "application/json")).SeenAsync();

        seen.Body.ShouldBe("{\"tmdbId\":603}");
        seen.Headers["Content-Type"].ShouldStartWith("application/json");
    }

    [Fact]
    public async Task WebSocketsPassThrough()
    {
        using var socket = new ClientWebSocket();
        var address = new UriBuilder(_gateway.Client.BaseAddress!) { Scheme = "ws", Path = "/socket.io/", Query = "EIO=4&transport=websocket" }.Uri;
        using var deadline = new CancellationTokenSource(MediaNest.Testing.Eventually.Patience);
        await socket.ConnectAsync(address, deadline.Token);

        await socket.SendAsync(Encoding.UTF8.GetBytes("2probe"), WebSocketMessageType.Text, true, deadline.Token);
        var buffer = new byte[64];
        var received = await socket.ReceiveAsync(buffer, deadline.Token);

        Encoding.UTF8.GetString(buffer, 0, received.Count).ShouldBe("2probe");
        await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, deadline.Token);
    }
}

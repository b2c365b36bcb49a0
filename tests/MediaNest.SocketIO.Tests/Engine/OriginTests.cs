using System.Net;
using System.Net.WebSockets;
using MediaNest.SocketIO.Engine;

namespace MediaNest.SocketIO.Tests.Engine;

public sealed class OriginTests
{
    private const string Site = "https://medianest.example";
    private static readonly EngineOptions ForSite = new() { AllowedOrigins = [Site + "/"] };

    [Fact]
    public async Task AnAllowedPageMayReadTheAnswerWithItsCookies()
    {
        await using var app = await EngineApp.StartAsync(ForSite);

        using var response = await SendAsync(app, HttpMethod.Get, Site);

        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        Header(response, "Access-Control-Allow-Origin").ShouldBe(Site);
        Header(response, "Access-Control-Allow-Credentials").ShouldBe("true");
        Header(response, "Vary").ShouldBe("Origin");
    }

    [Fact]
    public async Task AnotherPageIsForbidden()
    {
        await using var app = await EngineApp.StartAsync(ForSite);

        using var response = await SendAsync(app, HttpMethod.Get, "https://evil.example");

        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
        (await response.Content.ReadAsStringAsync()).ShouldBe("""{"code":4,"message":"Forbidden"}""");
        Header(response, "Access-Control-Allow-Origin").ShouldBeNull();
    }

    [Fact]
    public async Task TheServersOwnPageAndClientsWithoutAPageMayConnect()
    {
        await using var app = await EngineApp.StartAsync();

        using var own = await SendAsync(app, HttpMethod.Get, $"http://{app.Address.Authority}");
        using var none = await SendAsync(app, HttpMethod.Get, null);
        using var hidden = await SendAsync(app, HttpMethod.Get, "null");

        own.StatusCode.ShouldBe(HttpStatusCode.OK);
        none.StatusCode.ShouldBe(HttpStatusCode.OK);
        hidden.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task AStarAllowsEveryPage()
    {
        await using var app = await EngineApp.StartAsync(new EngineOptions { AllowedOrigins = ["*"] });

        using var response = await SendAsync(app, HttpMethod.Get, "https://anything.example");

        Header(response, "Access-Control-Allow-Origin").ShouldBe("https://anything.example");
    }

    [Fact]
    public async Task APreflightIsAnswered()
    {
        await using var app = await EngineApp.StartAsync(ForSite);
        using var request = new HttpRequestMessage(HttpMethod.Options, EngineApp.Query("polling"));
        request.Headers.Add("Origin", Site);
        request.Headers.Add("Access-Control-Request-Method", "POST");
        request.Headers.Add("Access-Control-Request-Headers", "authorization");

        using var response = await app.Client.SendAsync(request);

        response.StatusCode.ShouldBe(HttpStatusCode.NoContent);
        Header(response, "Access-Control-Allow-Methods").ShouldBe("GET, POST");
        Header(response, "Access-Control-Allow-Headers").ShouldBe("authorization");
        app.Engine.Count.ShouldBe(0);
    }

    [Fact]
    public async Task APreflightOfAnotherPageIsForbidden()
    {
        await using var app = await EngineApp.StartAsync(ForSite);
        using var response = await SendAsync(app, HttpMethod.Options, "https://evil.example");
        response.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task AWebSocketOfAnotherPageIsRefused()
    {
        await using var app = await EngineApp.StartAsync(ForSite);
        using var allowed = await TestSocket.ConnectAsync(app.WebSocketUrl(), options => options.SetRequestHeader("Origin", Site));

        var refused = await Should.ThrowAsync<WebSocketException>(
            () => TestSocket.ConnectAsync(app.WebSocketUrl(), options => options.SetRequestHeader("Origin", "https://evil.example")));

        refused.Message.ShouldContain("403");
        (await allowed.ReceiveAsync()).ShouldStartWith("0{");
    }

    private static async Task<HttpResponseMessage> SendAsync(EngineApp app, HttpMethod method, string? origin)
    {
        using var request = new HttpRequestMessage(method, EngineApp.Query("polling"));
        if (origin is not null)
            request.Headers.Add("Origin", origin);

        return await app.Client.SendAsync(request);
    }

    private static string? Header(HttpResponseMessage response, string name) => response.Headers.TryGetValues(name, out var values) ? string.Join(',', values) : null;
}

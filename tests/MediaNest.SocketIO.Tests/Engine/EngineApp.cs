using System.Net;
using System.Text;
using System.Text.Json;
using MediaNest.SocketIO.Engine;
using MediaNest.Testing.Time;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using IServer = Microsoft.AspNetCore.Hosting.Server.IServer;

namespace MediaNest.SocketIO.Tests.Engine;

/// <summary>An Engine.IO server on a free port of a real Kestrel. Its clock stands still unless advanced.</summary>
internal sealed class EngineApp : IAsyncDisposable
{
    public const string Path = "/engine.io/";
    private readonly WebApplication _app;

    private EngineApp(WebApplication app, EngineServer engine, RecordingHandler handler, TimeProvider time)
    {
        _app = app;
        Engine = engine;
        Handler = handler;
        Time = time as ManualTime ?? new ManualTime();
        Address = new Uri(app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        Client = new HttpClient(new SocketsHttpHandler { MaxConnectionsPerServer = int.MaxValue }) { BaseAddress = Address, Timeout = MediaNest.Testing.Eventually.Patience };
    }

    public EngineServer Engine { get; }

    public RecordingHandler Handler { get; }

    public ManualTime Time { get; }

    public Uri Address { get; }

    public HttpClient Client { get; }

    public static async Task<EngineApp> StartAsync(EngineOptions? options = null, TimeProvider? time = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        var app = builder.Build();
        var handler = new RecordingHandler();
        time ??= new ManualTime();
        var engine = new EngineServer(options ?? new EngineOptions(), handler, time, NullLogger.Instance);
        app.Map(Path, engine.HandleAsync);
        await app.StartAsync();
        return new EngineApp(app, engine, handler, time);
    }

    public static string Query(string transport, string? sid = null) => $"{Path}?EIO=4&transport={transport}{(sid is null ? "" : $"&sid={sid}")}";

    public async Task<string> OpenPollingAsync()
    {
        var (_, body) = await GetAsync(null);
        return SidOf(body);
    }

    public static string SidOf(string openPacket) => JsonDocument.Parse(openPacket[1..]).RootElement.GetProperty("sid").GetString()!;

    public Task<(HttpStatusCode Status, string Body)> GetAsync(string? sid) => SendAsync(HttpMethod.Get, Query("polling", sid));

    public Task<(HttpStatusCode Status, string Body)> PostAsync(string sid, string body) => SendAsync(HttpMethod.Post, Query("polling", sid), body);

    public async Task<(HttpStatusCode Status, string Body)> SendAsync(HttpMethod method, string url, string? body = null)
    {
        using var request = new HttpRequestMessage(method, url);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "text/plain");

        using var response = await Client.SendAsync(request);
        return (response.StatusCode, await response.Content.ReadAsStringAsync());
    }

    /// <summary>A GET that the server holds: returns when it is known to hang.</summary>
    public async Task<Task<(HttpStatusCode Status, string Body)>> HangAsync(string sid)
    {
        var poll = GetAsync(sid);
        await Eventually.TrueAsync(() => Handler[sid].IsWritable);
        return poll;
    }

    public Uri WebSocketUrl(string? sid = null) => new($"ws://{Address.Authority}{Query("websocket", sid)}");

    public Task<TestSocket> ConnectAsync(string? sid = null) => TestSocket.ConnectAsync(WebSocketUrl(sid));

    public async Task<(TestSocket Socket, string Sid)> OpenWebSocketAsync()
    {
        var socket = await ConnectAsync();
        return (socket, SidOf(await socket.ReceiveAsync()));
    }

    /// <summary>Polling, then the WebSocket up to the answered probe.</summary>
    public async Task<(TestSocket Socket, string Sid)> ProbeAsync()
    {
        var sid = await OpenPollingAsync();
        var socket = await ConnectAsync(sid);
        await socket.SendAsync("2probe");
        (await socket.ReceiveAsync()).ShouldBe("3probe");
        return (socket, sid);
    }

    public static Frame Text(string text) => new(Encoding.UTF8.GetBytes(text), isBinary: false);

    public static Frame Binary(params byte[] data) => new(data, isBinary: true);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Engine.Dispose();

        using var hurry = new CancellationTokenSource(TimeSpan.Zero);
        try
        {
            await _app.StopAsync(hurry.Token);
        }
        catch (OperationCanceledException)
        {
            // WebSockets that a test left open
        }

        await _app.DisposeAsync();
    }
}

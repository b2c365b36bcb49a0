using System.Net.WebSockets;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MediaNest.Gateway.Tests;

/// <summary>What a service saw of a request.</summary>
internal sealed record Seen(string Service, string Method, string Path, string Query, Dictionary<string, string> Headers, string Body);

/// <summary>A loopback service that answers with what it saw, and can be stopped and started again on its port.</summary>
internal sealed class FakeService : IAsyncDisposable
{
    private WebApplication _server = null!;

    private FakeService(string name) => Name = name;

    public string Name { get; }

    public string Address { get; private set; } = "http://127.0.0.1:0";

    /// <summary>Answers in the place of the echo, if it is set and does not give false.</summary>
    public Func<HttpContext, Task<bool>>? Answer { get; set; }

    public static async Task<FakeService> StartAsync(string name)
    {
        var service = new FakeService(name);
        await service.StartAsync();
        return service;
    }

    public async Task StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(Address).ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = null);
        builder.Logging.ClearProviders();
        builder.Services.Configure<HostOptions>(options => options.ShutdownTimeout = TimeSpan.FromMilliseconds(100));
        _server = builder.Build();
        _server.UseWebSockets();
        _server.MapGet("/health/ready", () => "ok");
        _server.Map("/{**path}", EchoAsync);
        await _server.StartAsync();
        Address = _server.Urls.Single();
    }

    public async Task StopAsync() => await _server.DisposeAsync();

    public async ValueTask DisposeAsync() => await _server.DisposeAsync();

    private async Task EchoAsync(HttpContext context)
    {
        if (Answer is not null && await Answer(context))
        {
            return;
        }

        if (context.WebSockets.IsWebSocketRequest)
        {
            await EchoSocketAsync(context);
            return;
        }

        using var body = new StreamReader(context.Request.Body);
        var json = JsonSerializer.SerializeToUtf8Bytes(new Seen(
            Name,
            context.Request.Method,
            context.Request.Path,
            context.Request.QueryString.ToString(),
            context.Request.Headers.ToDictionary(header => header.Key, header => header.Value.ToString(), StringComparer.OrdinalIgnoreCase),
            await body.ReadToEndAsync(context.RequestAborted)), JsonSerializerOptions.Web);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = json.Length;
        await context.Response.Body.WriteAsync(json, context.RequestAborted);
    }

    private static async Task EchoSocketAsync(HttpContext context)
    {
        using var socket = await context.WebSockets.AcceptWebSocketAsync();
        var buffer = new byte[1024];
        while (true)
        {
            var received = await socket.ReceiveAsync(buffer, context.RequestAborted);
            if (received.MessageType == WebSocketMessageType.Close)
            {
                await socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, context.RequestAborted);
                return;
            }

            await socket.SendAsync(buffer.AsMemory(0, received.Count), received.MessageType, received.EndOfMessage, context.RequestAborted);
        }
    }
}

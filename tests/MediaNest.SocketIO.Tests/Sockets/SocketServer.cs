using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace MediaNest.SocketIO.Tests.Sockets;

/// <summary>A real server on a free port.</summary>
internal sealed class SocketServer : IAsyncDisposable
{
    private readonly WebApplication _app;

    private SocketServer(WebApplication app) => _app = app;

    public SocketIOServer IO => _app.Services.GetRequiredService<SocketIOServer>();

    public Uri Address =>
        new(_app.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());

    public static async Task<SocketServer> StartAsync(
        Action<SocketIOServer> configure,
        Action<SocketIOOptions>? options = null,
        IConnectionMultiplexer? redis = null,
        string? keyPrefix = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Services.AddSocketIO(options);
        if (redis is not null)
        {
            builder.Services.AddSingleton(redis);
            builder.Services.AddSocketIORedis(settings =>
            {
                settings.KeyPrefix = keyPrefix!;
                settings.TimeoutMilliseconds = 2_000;
            });
        }

        var app = builder.Build();
        app.MapSocketIO("/socket.io", configure);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new SocketServer(app);
    }

    /// <summary>Opens a WebSocket and joins a namespace.</summary>
    public async Task<RawClient> JoinAsync(string name = "/", string auth = "")
    {
        var client = await OpenAsync();
        await client.JoinAsync(name, auth);
        return client;
    }

    public Task<RawClient> OpenAsync() => RawClient.OpenAsync(new Uri($"ws://{Address.Authority}/socket.io/?EIO=4&transport=websocket"));

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(CancellationToken.None);
        await _app.DisposeAsync();
    }
}

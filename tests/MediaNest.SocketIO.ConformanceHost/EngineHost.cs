using MediaNest.SocketIO.Engine;

namespace MediaNest.SocketIO.ConformanceHost;

/// <summary>Engine.IO alone, with the values that the official suite expects.</summary>
internal static class EngineHost
{
    public static async Task RunEngineAsync(this WebApplicationBuilder builder)
    {
        var app = builder.Build();
        var options = new EngineOptions
        {
            PingInterval = TimeSpan.FromMilliseconds(300),
            PingTimeout = TimeSpan.FromMilliseconds(200),
            MaxPayload = 1_000_000,
            AllowedOrigins = ["*"],
        };
        using var engine = new EngineServer(options, new EchoHandler(), TimeProvider.System, app.Logger);
        app.Map("/engine.io/", engine.HandleAsync);
        app.Lifetime.ApplicationStopping.Register(() => _ = engine.CloseAllAsync(CancellationToken.None));
        await app.RunAsync();
    }
}

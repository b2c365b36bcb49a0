using MediaNest.SocketIO.Engine;

namespace MediaNest.SocketIO.ConformanceHost;

/// <summary>Engine.IO alone, with the values that the official suite expects.</summary>
internal static class EngineHost
{
    public static void MapEngine(this WebApplication app)
    {
        var options = new EngineOptions
        {
            PingInterval = TimeSpan.FromMilliseconds(300),
            PingTimeout = TimeSpan.FromMilliseconds(200),
            MaxPayload = 1_000_000,
            AllowedOrigins = ["*"],
        };
        var engine = new EngineServer(options, new EchoHandler(), TimeProvider.System, app.Logger);
        app.Map("/engine.io/", engine.HandleAsync);
        app.Lifetime.ApplicationStopping.Register(() => _ = engine.CloseAllAsync(CancellationToken.None));
    }
}

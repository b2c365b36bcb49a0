using MassTransit;
using MediaNest.Persistence;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MediaNest.Messaging.Transport;

/// <summary>
/// Starts the bus once the tables are there. MassTransit then connects, and reconnects, for as long as it takes;
/// this says once that the broker is away and once that it is back.
/// </summary>
internal sealed class BusService<TDbContext>(
    IBusControl bus,
    EndpointKeeper endpoints,
    DatabaseReadiness<TDbContext> readiness,
    TimeProvider time,
    ILogger<BusService<TDbContext>> logger) : BackgroundService
{
    private readonly TimeSpan _interval = TimeSpan.FromSeconds(2);
    private readonly Lock _stopping = new();
    private Task? _start;
    private Task? _stop;

    private bool HasFailed => _start is { IsFaulted: true } or { IsCanceled: true };

    /// <summary>Once, however often and whoever asks: a program that waits for its end and whoever ends it both stop it (as in a <c>WebApplicationFactory</c>), and MassTransit does not bear that.</summary>
    public override Task StopAsync(CancellationToken cancellationToken)
    {
        lock (_stopping)
            return _stop ??= StopOnceAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (DesignTime.IsActive)
            return;
        try
        {
            await readiness.WaitAsync(stoppingToken);
            await RunAsync(stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the service stops
        }
    }

    private async Task StopOnceAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_start is null)
            return;
        // one that is cancelled takes back itself what it has started
        await Task.WhenAny(_start, Task.Delay(Timeout.InfiniteTimeSpan, time, cancellationToken));
        await bus.StopAsync(cancellationToken);
    }

    private async Task RunAsync(CancellationToken cancellationToken)
    {
        bool? connected = null;
        while (!cancellationToken.IsCancellationRequested)
        {
            // completes once connected; only a start that failed altogether is repeated, or was cancelled by the broker's client
            if (_start is null || HasFailed)
            {
                endpoints.ForgetAll();
                _start = bus.StartAsync(cancellationToken);
            }

            await Task.WhenAny(_start, Task.Delay(_interval, time, cancellationToken));

            var health = bus.CheckHealth();
            var healthy = health.Status == BusHealthStatus.Healthy;
            if (healthy != connected)
                Report(healthy, health);
            connected = healthy;
            // a start that failed has stopped them all, and is repeated
            if (!HasFailed)
                await endpoints.ReviveAsync(cancellationToken);
            if (_start.IsCompleted)
                await Task.Delay(_interval, time, cancellationToken);
        }
    }

    private void Report(bool healthy, BusHealthResult health)
    {
        if (healthy)
        {
            logger.BrokerConnected();
            return;
        }

        var reasons = health.Endpoints.Values
            .Where(endpoint => endpoint.Status != BusHealthStatus.Healthy)
            .Select(endpoint => (endpoint.Exception ?? health.Exception)?.GetBaseException().Message ?? endpoint.Description)
            .Distinct(StringComparer.Ordinal);
        logger.BrokerUnreachable(bus.Address.Authority, string.Join("; ", reasons));
    }
}

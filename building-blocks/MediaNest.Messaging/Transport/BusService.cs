using MassTransit;
using MediaNest.Persistence;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MediaNest.Messaging.Transport;

/// <summary>Starts the bus once the tables are there. MassTransit then connects, and reconnects, for as long as it takes.</summary>
internal sealed class BusService<TDbContext>(
    IBusControl bus,
    DatabaseReadiness<TDbContext> readiness,
    TimeProvider time,
    ILogger<BusService<TDbContext>> logger) : BackgroundService
{
    private bool _started;

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        if (_started)
            await bus.StopAsync(cancellationToken);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (DesignTime.IsActive)
            return;
        try
        {
            await readiness.WaitAsync(stoppingToken);
            var backoff = new Backoff(TimeSpan.FromMilliseconds(500), TimeSpan.FromSeconds(15));
            while (!await TryStartAsync(stoppingToken))
                await Task.Delay(backoff.Next(), time, stoppingToken);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the service stops before its broker came up
        }
    }

    private async Task<bool> TryStartAsync(CancellationToken cancellationToken)
    {
        try
        {
            _started = true;
            await bus.StartAsync(cancellationToken);
            logger.BusStarted();
            return true;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.BusStartFailed(exception.GetBaseException().Message);
            return false;
        }
    }
}

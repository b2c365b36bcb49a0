using MediaNest.Operations.Data;
using MediaNest.Operations.Probes;
using MediaNest.Operations.RateLimits;
using MediaNest.Persistence;
using MediaNest.Persistence.Waking;
using Microsoft.Extensions.Options;

namespace MediaNest.Operations.Status;

/// <summary>Takes the status of all services at every turn (one replica does), and when nudged (whichever replica is).</summary>
internal sealed class MonitorService(
    IServiceScopeFactory scopes,
    DatabaseReadiness<OperationsDbContext> readiness,
    MonitorLease lease,
    WorkSignal<MonitorService> nudge,
    IOptions<MonitoringOptions> options,
    TimeProvider time,
    ILogger<MonitorService> logger) : BackgroundService
{
    /// <summary>A burst of nudges must not become a burst of calls: Uptime Kuma allows 60 a minute.</summary>
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan CleaningInterval = TimeSpan.FromHours(6);

    private DateTimeOffset _cleanedAt;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await readiness.WaitAsync(stoppingToken);
            var isNudged = false;
            while (!stoppingToken.IsCancellationRequested)
            {
                await TakeTurnAsync(isNudged, stoppingToken);
                var pause = options.Value.Interval < ShortestPause ? options.Value.Interval : ShortestPause;
                await Task.Delay(pause, time, stoppingToken);
                isNudged = await nudge.WaitAsync(Max(options.Value.Interval - pause, TimeSpan.FromMilliseconds(1)), stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the service stops
        }
        finally
        {
            await lease.DisposeAsync();
        }
    }

    private static TimeSpan Max(TimeSpan one, TimeSpan other) => one > other ? one : other;

    private async Task TakeTurnAsync(bool isNudged, CancellationToken cancellationToken)
    {
        try
        {
            var isLeading = await lease.TryHoldAsync(cancellationToken);
            if (!isLeading && !isNudged)
            {
                return;
            }

            await using var scope = scopes.CreateAsyncScope();
            await scope.ServiceProvider.GetRequiredService<StatusPoller>().PollAsync(cancellationToken);
            if (isLeading && time.GetUtcNow() - _cleanedAt > CleaningInterval)
            {
                await scope.ServiceProvider.GetRequiredService<StatusRecorder>().ForgetOldAsync(cancellationToken);
                await scope.ServiceProvider.GetRequiredService<RateLimitRetention>().ForgetOldAsync(cancellationToken);
                _cleanedAt = time.GetUtcNow();
            }
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            // whatever went wrong, watching goes on
            logger.PollFailed(exception, exception.GetBaseException().Message);
        }
    }
}

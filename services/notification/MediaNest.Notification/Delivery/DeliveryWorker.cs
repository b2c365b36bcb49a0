using MediaNest.Notification.Data;
using MediaNest.Persistence;
using MediaNest.Persistence.Waking;
using Microsoft.Extensions.Options;

namespace MediaNest.Notification.Delivery;

/// <summary>Sends what is queued for as long as the service runs.</summary>
internal sealed class DeliveryWorker(
    IServiceScopeFactory scopes,
    WorkSignal<DeliveryWorker> signal,
    DatabaseReadiness<NotificationDbContext> database,
    IOptions<DeliveryOptions> options,
    TimeProvider clock,
    ILogger<DeliveryWorker> logger) : BackgroundService
{
    /// <summary>An attempt must end before its lease does, or two replicas would be at it.</summary>
    private const double ShareOfLease = 0.9;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (DesignTime.IsActive)
        {
            return;
        }

        await database.WaitAsync(stoppingToken);
        await Task.WhenAll(Enumerable.Range(0, options.Value.Workers).Select(_ => WorkAsync(stoppingToken)));
    }

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await WorkOnceAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // the database away, or a flaw of ours in one delivery: neither may end the work on all others
                logger.WorkFailed(exception);
                await signal.WaitAsync(options.Value.PollInterval, stoppingToken);
            }
        }
    }

    private async Task WorkOnceAsync(CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var queue = scope.ServiceProvider.GetRequiredService<DeliveryQueue>();
        if (await queue.LeaseAsync(stoppingToken) is not { } delivery)
        {
            var longest = options.Value.PollInterval;
            var next = await queue.UntilNextAsync(stoppingToken) ?? longest;
            await signal.WaitAsync(next < Shortest ? Shortest : next < longest ? next : longest, stoppingToken);
            return;
        }

        // there may be more of it: one signal wakes one worker
        signal.Set();
        using var limit = new CancellationTokenSource(queue.LeaseTime * ShareOfLease, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, limit.Token);
        try
        {
            await scope.ServiceProvider.GetRequiredService<DeliveryProcessor>().ProcessAsync(delivery, either.Token);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // not this delivery's fault: the attempt does not count
            await queue.ReturnAsync(delivery, CancellationToken.None);
        }
        catch (OperationCanceledException)
        {
            logger.TookTooLong(delivery.Id);
        }
    }
}

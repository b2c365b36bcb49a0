using MediaNest.Media.Data;
using MediaNest.Persistence;
using MediaNest.Persistence.Waking;
using Microsoft.Extensions.Options;

namespace MediaNest.Media.Fulfilment;

/// <summary>Works on the jobs for as long as the service runs.</summary>
internal sealed class FulfilmentWorker(
    IServiceScopeFactory scopes,
    WorkSignal<FulfilmentWorker> signal,
    DatabaseReadiness<MediaDbContext> database,
    IOptions<FulfilmentOptions> options,
    TimeProvider clock,
    ILogger<FulfilmentWorker> logger) : BackgroundService
{
    /// <summary>A job must end before its lease does, or two replicas would be at it.</summary>
    private const double ShareOfLease = 0.8;

    /// <summary>Between two looks at a job that is due but that another replica is just taking.</summary>
    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(20);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
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
                // the database away, or a flaw of ours in one job: neither may end the work on all others
                logger.WorkFailed(exception);
                await signal.WaitAsync(TimeSpan.FromSeconds(options.Value.PollSeconds), stoppingToken);
            }
        }
    }

    private async Task WorkOnceAsync(CancellationToken stoppingToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var queue = scope.ServiceProvider.GetRequiredService<JobQueue>();
        if (await queue.LeaseAsync(stoppingToken) is not { } lease)
        {
            var longest = TimeSpan.FromSeconds(options.Value.PollSeconds);
            var next = await queue.UntilNextAsync(stoppingToken) ?? longest;
            await signal.WaitAsync(next < Shortest ? Shortest : next < longest ? next : longest, stoppingToken);
            return;
        }

        // there may be more of it: one signal wakes one worker
        signal.Set();
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(options.Value.LeaseSeconds * ShareOfLease), clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(stoppingToken, limit.Token);
        try
        {
            await scope.ServiceProvider.GetRequiredService<JobProcessor>().ProcessAsync(lease, either.Token);
        }
        catch (OperationCanceledException) when (!stoppingToken.IsCancellationRequested)
        {
            logger.TookTooLong(lease.RequestId);
        }
    }
}

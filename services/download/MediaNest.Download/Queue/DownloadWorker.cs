using MediaNest.Download.Data;
using MediaNest.Download.Files;
using MediaNest.Download.YtDlp;
using MediaNest.Persistence;
using Microsoft.Extensions.Options;

namespace MediaNest.Download.Queue;

/// <summary>Takes downloads from the queue, as many at a time as is allowed.</summary>
internal sealed class DownloadWorker(
    DownloadQueue queue,
    DownloadRun run,
    DownloadFiles files,
    DownloadTools tools,
    QueueSignal signal,
    DatabaseReadiness<DownloadDbContext> readiness,
    IOptions<YouTubeOptions> options,
    TimeProvider clock,
    ILogger<DownloadWorker> logger) : BackgroundService
{
    private static readonly TimeSpan PauseAfterFailure = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await readiness.WaitAsync(stoppingToken);
            await ClearUpAsync(stoppingToken);
            await tools.VersionsAsync();
            await Task.WhenAll(Enumerable.Range(0, options.Value.MaxConcurrentDownloads).Select(_ => WorkAsync(stoppingToken)));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopping
        }
    }

    /// <summary>After predecessors that were killed: their programs, their leases, the remains of what nobody wants any more.</summary>
    private async Task ClearUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            if (MarkedProcesses.KillOrphans() is > 0 and var orphans)
            {
                logger.KilledOrphans(orphans);
            }

            await queue.ReleaseDeadAsync(cancellationToken);
            var unfinished = files.ListWork();
            var active = await queue.ActiveAmongAsync(unfinished, cancellationToken);
            foreach (var abandoned in unfinished.Where(id => !active.Contains(id)))
            {
                files.DeleteWork(abandoned);
            }
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException || DatabaseFailure.IsUnavailable(exception))
        {
            logger.NotClearedUp(exception);
        }
    }

    private async Task WorkAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            var next = signal.Next;
            try
            {
                if (await queue.TakeAsync(stoppingToken) is { } download)
                {
                    await run.RunAsync(download, stoppingToken);
                    continue;
                }

                await signal.WaitAsync(next, TimeSpan.FromSeconds(options.Value.PollSeconds), stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception exception)
            {
                // a worker that ends would leave the queue standing until somebody notices
                logger.WorkerFailed(exception);
                await Task.Delay(PauseAfterFailure, clock, stoppingToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }
}

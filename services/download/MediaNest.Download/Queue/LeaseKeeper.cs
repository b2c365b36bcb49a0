using MediaNest.Contracts;
using MediaNest.Download.YtDlp;
using MediaNest.Messaging;
using MediaNest.Persistence;

namespace MediaNest.Download.Queue;

/// <summary>Renews the lease of a download while it is worked on, and tells the world how far it is: not more often than anybody can use.</summary>
internal sealed class LeaseKeeper(
    Downloads.Download download,
    DownloadQueue queue,
    IEphemeralPublisher publisher,
    CancellationTokenSource lost,
    TimeProvider clock,
    ILogger logger) : IYtDlpObserver
{
    private static readonly TimeSpan EventInterval = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan SaveInterval = TimeSpan.FromSeconds(2);

    private string? _title = download.Title;
    private ProgressSnapshot? _latest;
    private DateTimeOffset _lastEvent;
    private DateTimeOffset _lastSave;

    public async Task KeepAsync(TimeSpan interval)
    {
        using var timer = new PeriodicTimer(interval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(lost.Token))
            {
                await RenewAsync();
            }
        }
        catch (OperationCanceledException)
        {
            // the work is done, or no longer ours
        }
    }

    public async Task StartedAsync(YtDlpStart start, CancellationToken cancellationToken)
    {
        var title = start.Title;
        var changed = await queue.ChangeAsync(
            download.Id,
            (row, _) =>
            {
                row.Describe(title, start.Uploader, start.Duration is >= 0 and < int.MaxValue ? (int)Math.Round(start.Duration.Value) : null);
                return Task.CompletedTask;
            },
            cancellationToken);
        _title = changed?.Title ?? _title;
        if (changed is null)
        {
            await lost.CancelAsync();
        }
    }

    public async Task ProgressedAsync(ProgressSnapshot progress, CancellationToken cancellationToken)
    {
        var turned = _latest is null || _latest.Processing != progress.Processing;
        _latest = progress;
        var now = clock.GetUtcNow();
        if (download.UserId is { } userId && (turned || now - _lastEvent >= EventInterval))
        {
            _lastEvent = now;
            publisher.Publish(new DownloadProgressed(
                download.Id, userId, _title, progress.Processing ? "processing" : "downloading", progress.Percent, progress.BytesPerSecond,
                progress.EtaSeconds, progress.DownloadedBytes, progress.TotalBytes, now, userId, download.CorrelationId));
        }

        if (turned || now - _lastSave >= SaveInterval)
        {
            _lastSave = now;
            await RenewAsync();
        }
    }

    private async Task RenewAsync()
    {
        try
        {
            if (!await queue.RenewAsync(download.Id, _latest, lost.Token))
            {
                await lost.CancelAsync();
            }
        }
        catch (Exception exception) when (DatabaseFailure.IsUnavailable(exception))
        {
            // the lease lasts for several of these; if it runs out meanwhile, the next renewal says so
            logger.NotRenewed(download.Id, exception.GetBaseException().Message);
        }
    }
}

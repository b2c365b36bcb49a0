using MediaNest.Contracts;
using MediaNest.Download.Files;
using MediaNest.Download.YtDlp;
using MediaNest.Messaging;
using MediaNest.ServiceDefaults.Correlation;
using Microsoft.Extensions.Options;

namespace MediaNest.Download.Queue;

/// <summary>Works on one download from taking it to its end, or to the moment when it is no longer this worker's.</summary>
internal sealed class DownloadRun(
    DownloadQueue queue,
    YtDlpRunner runner,
    MediaProbe probe,
    DownloadFiles files,
    RunningDownloads running,
    IEphemeralPublisher progressPublisher,
    ICorrelation correlation,
    IOptions<YouTubeOptions> options,
    TimeProvider clock,
    ILogger<DownloadRun> logger)
{
    private static readonly TimeSpan LongestRetryDelay = TimeSpan.FromHours(1);

    private readonly YouTubeOptions _options = options.Value;

    public async Task RunAsync(Downloads.Download download, CancellationToken stopping)
    {
        using var ambient = correlation.Begin(download.CorrelationId, download.UserId);
        using var entry = running.Enter(download.Id, stopping);
        using var lost = CancellationTokenSource.CreateLinkedTokenSource(entry.Token);
        var keeper = new LeaseKeeper(download, queue, progressPublisher, lost, clock, logger);
        var renewal = keeper.KeepAsync(TimeSpan.FromSeconds(_options.LeaseSeconds / 4));
        try
        {
            logger.Began(download.Id, download.VideoId, download.Attempts);
            await WorkAsync(download, keeper, lost.Token);
        }
        catch (OperationCanceledException) when (lost.IsCancellationRequested)
        {
            await LeaveAsync(download.Id);
        }
        catch (Exception exception)
        {
            logger.Broke(exception, download.Id);
            await ApplyAsync(download, new YtDlpFailure(FailureKind.Transient, "internal-error", "Something went wrong on our side."));
        }
        finally
        {
            await lost.CancelAsync();
            await renewal;
        }
    }

    private async Task WorkAsync(Downloads.Download download, LeaseKeeper keeper, CancellationToken cancellationToken)
    {
        if (await IsInPlaceAlreadyAsync(download, cancellationToken))
        {
            await FinishAsync(download.Id, download.RelativePath!);
            return;
        }

        if (download.Attempts > _options.MaxAttempts * 2)
        {
            await ApplyAsync(download, new YtDlpFailure(FailureKind.Permanent, "gave-up", "The download was begun too often and never ended."));
            return;
        }

        var directory = files.WorkDirectoryOf(download.Id);
        var page = _options.PageOf(new Addresses.VideoAddress(download.VideoId));
        var result = await runner.DownloadAsync(new YtDlpJob(download.Id, page, download.Quality, download.Format, directory), keeper, cancellationToken);
        if (result.Failure is { } failure)
        {
            await ApplyAsync(download, failure);
            return;
        }

        var relative = "";
        var placed = await queue.ChangeAsync(
            download.Id,
            (row, _) =>
            {
                relative = files.Place(row, Path.GetExtension(result.File!));
                row.PlaceAt(relative);
                return Task.CompletedTask;
            },
            cancellationToken);
        if (placed is null)
        {
            throw new OperationCanceledException("The lease is lost.", cancellationToken);
        }

        files.Move(result.File!, relative);
        await FinishAsync(download.Id, relative);
    }

    /// <summary>A worker that died after it had moved the file, and before it could say so.</summary>
    private async Task<bool> IsInPlaceAlreadyAsync(Downloads.Download download, CancellationToken cancellationToken) =>
        download.RelativePath is { } relative
        && File.Exists(files.AbsoluteOf(relative))
        && await probe.IsPlayableAsync(files.AbsoluteOf(relative), Downloads.Choices.IsAudio(download.Format), cancellationToken);

    private async Task FinishAsync(Guid id, string relative)
    {
        var path = files.AbsoluteOf(relative);
        var size = new FileInfo(path).Length;
        var now = clock.GetUtcNow();
        // first, so that who sees it completed finds nothing unfinished
        files.DeleteWork(id);
        var completed = await queue.ChangeAsync(
            id,
            async (row, events) =>
            {
                row.Complete(size, now);
                if (row.UserId is { } userId)
                {
                    await events.Publish(new DownloadCompleted(
                        row.Id, userId, row.Title ?? row.VideoId, relative, size, row.AddToPlex, now, row.UserId, row.CorrelationId));
                }
            },
            CancellationToken.None);
        if (completed is null)
        {
            // cancelled while it was being moved
            files.DeleteFinished(relative);
        }
        else
        {
            logger.Completed(id, size);
        }
    }

    private async Task ApplyAsync(Downloads.Download download, YtDlpFailure failure)
    {
        var now = clock.GetUtcNow();
        var attemptsLeft = download.Attempts < _options.MaxAttempts;
        var final = failure.Kind is FailureKind.Permanent or FailureKind.NeedsCookies
            || (failure.Kind is FailureKind.Transient or FailureKind.Stale && !attemptsLeft);
        var delay = DelayOf(failure.Kind, download.Attempts);
        if (failure.Kind is FailureKind.Cooldown or FailureKind.Operator)
        {
            await queue.PauseAsync(now + delay, failure.Code, CancellationToken.None);
        }

        var changed = await queue.ChangeAsync(
            download.Id,
            async (row, events) =>
            {
                if (!final)
                {
                    row.Postpone(now + delay, failure.Code, failure.Message, failure.Kind is FailureKind.Transient or FailureKind.Stale);
                    return;
                }

                row.Fail(failure.Code, failure.Message, now);
                if (row.UserId is { } userId)
                {
                    await events.Publish(new DownloadFailed(row.Id, userId, row.Title, failure.Message, now, row.UserId, row.CorrelationId));
                }
            },
            CancellationToken.None);
        logger.Failed(download.Id, failure.Code, final, delay);
        if (final || changed is null)
        {
            await LeaveAsync(download.Id);
        }
    }

    private TimeSpan DelayOf(FailureKind kind, int attempts)
    {
        var step = TimeSpan.FromSeconds(_options.RetryDelaySeconds);
        var delay = kind switch
        {
            FailureKind.Cooldown => TimeSpan.FromSeconds(_options.CooldownSeconds),
            FailureKind.Operator => step * 4,
            FailureKind.Stale when attempts <= 1 => TimeSpan.Zero,
            _ => step * Math.Pow(2, Math.Clamp(attempts - 1, 0, 16)),
        };
        return delay < LongestRetryDelay ? delay : LongestRetryDelay;
    }

    /// <summary>Puts the download back where the service stops; clears up where it was cancelled; does nothing where it is another's.</summary>
    private async Task LeaveAsync(Guid id)
    {
        var now = clock.GetUtcNow();
        await queue.ChangeAsync(
            id,
            (row, _) =>
            {
                row.Postpone(now, null, null, countsAsAttempt: false);
                return Task.CompletedTask;
            },
            CancellationToken.None);
        var active = await queue.ActiveAmongAsync([id], CancellationToken.None);
        if (active.Count == 0)
        {
            files.DeleteWork(id);
        }
    }
}

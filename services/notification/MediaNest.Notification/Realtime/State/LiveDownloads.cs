using MediaNest.Contracts;
using MediaNest.Notification.Data;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Notification.Realtime.State;

/// <summary>
/// Writes what is known of downloads, in single statements that hold the row until the consumer is done: see <see cref="LiveRequests"/>.
/// Once a download has ended, only its being queued again counts.
/// </summary>
internal sealed class LiveDownloads(NotificationDbContext database)
{
    /// <summary>A download is queued, for the first time or again.</summary>
    /// <returns>The download; null if something newer is known, or its owner is gone.</returns>
    public async Task<LiveDownload?> QueueAsync(DownloadQueued download, CancellationToken cancellationToken)
    {
        var at = download.OccurredAt.ToUniversalTime();
        var rows = await database.LiveDownloads.FromSql(
            $"""
            WITH gate AS (DELETE FROM state_gate), owner AS (SELECT deleted FROM users WHERE user_id = {download.UserId} FOR SHARE)
            INSERT INTO live_downloads (id, user_id, title, status, progress, created_at, moved_at)
            SELECT {download.DownloadId}, {download.UserId}, {download.Title}, {LiveDownload.Queued}, 0, {at}, {at}
            WHERE NOT COALESCE((SELECT deleted FROM owner), FALSE)
            ON CONFLICT (id) DO UPDATE SET status = excluded.status, progress = 0, bytes_per_second = NULL, eta_seconds = NULL, error = NULL,
                title = COALESCE(excluded.title, live_downloads.title), moved_at = excluded.moved_at
            WHERE live_downloads.moved_at < excluded.moved_at
            RETURNING *
            """).AsNoTracking().ToListAsync(cancellationToken);
        return rows.SingleOrDefault();
    }

    /// <summary>A download moves on. In a transaction, and told before its end: what ends the download waits for that.</summary>
    /// <returns>The download, if clients are to be told: at most twice in a second. Null otherwise.</returns>
    public async Task<LiveDownload?> ProgressAsync(DownloadProgressed progress, CancellationToken cancellationToken)
    {
        var at = progress.OccurredAt.ToUniversalTime();
        var rows = await database.LiveDownloads.FromSql(
            $"""
            WITH gate AS (DELETE FROM state_gate), owner AS (SELECT deleted FROM users WHERE user_id = {progress.UserId} FOR SHARE)
            INSERT INTO live_downloads AS known (id, user_id, title, status, progress, bytes_per_second, eta_seconds, downloaded_bytes, total_bytes,
                created_at, moved_at, progress_at, told_at)
            SELECT {progress.DownloadId}, {progress.UserId}, {progress.Title}, {progress.Status}, {progress.Progress}, {progress.BytesPerSecond},
                {progress.EtaSeconds}, {progress.DownloadedBytes}, {progress.TotalBytes}, {at}, {DateTimeOffset.UnixEpoch}, {at}, clock_timestamp()
            WHERE NOT COALESCE((SELECT deleted FROM owner), FALSE)
            ON CONFLICT (id) DO UPDATE SET title = COALESCE(excluded.title, known.title), status = excluded.status, progress = excluded.progress,
                bytes_per_second = excluded.bytes_per_second, eta_seconds = excluded.eta_seconds, downloaded_bytes = excluded.downloaded_bytes,
                total_bytes = excluded.total_bytes, progress_at = excluded.progress_at, told_at = excluded.told_at, told_before_at = known.told_at
            WHERE known.status NOT IN ({LiveDownload.Completed}, {LiveDownload.Failed}, {LiveDownload.Cancelled})
                AND known.moved_at <= excluded.progress_at AND COALESCE(known.progress_at < excluded.progress_at, TRUE)
                AND COALESCE(known.told_before_at <= clock_timestamp() - INTERVAL '1 second', TRUE)
            RETURNING *
            """).AsNoTracking().ToListAsync(cancellationToken);
        return rows.SingleOrDefault();
    }

    public Task<LiveDownload?> CompleteAsync(DownloadCompleted download, CancellationToken cancellationToken) =>
        EndAsync(new Ending(download.DownloadId, download.UserId, LiveDownload.Completed, download.Title, download.OccurredAt, Bytes: download.SizeBytes), cancellationToken);

    public Task<LiveDownload?> FailAsync(DownloadFailed download, CancellationToken cancellationToken) =>
        EndAsync(new Ending(download.DownloadId, download.UserId, LiveDownload.Failed, download.Title, download.OccurredAt, download.Error), cancellationToken);

    public Task<LiveDownload?> CancelAsync(DownloadCancelled download, CancellationToken cancellationToken) =>
        EndAsync(new Ending(download.DownloadId, download.UserId, LiveDownload.Cancelled, download.Title, download.OccurredAt), cancellationToken);

    public Task ForgetUserAsync(Guid userId, CancellationToken cancellationToken) =>
        database.LiveDownloads.Where(download => download.UserId == userId).ExecuteDeleteAsync(cancellationToken);

    private async Task<LiveDownload?> EndAsync(Ending ending, CancellationToken cancellationToken)
    {
        var at = ending.At.ToUniversalTime();
        // of somebody who is gone: what is known of it ends, and nothing new is known
        var rows = await (ending.UserId == Guid.Empty ? database.LiveDownloads.FromSql(
            $"""
            WITH gate AS (DELETE FROM state_gate)
            UPDATE live_downloads SET status = {ending.Status}, error = {ending.Error}, bytes_per_second = NULL, eta_seconds = NULL, moved_at = {at}
            WHERE id = {ending.Id} AND moved_at < {at}
            RETURNING *
            """) : database.LiveDownloads.FromSql(
            $"""
            WITH gate AS (DELETE FROM state_gate), owner AS (SELECT deleted FROM users WHERE user_id = {ending.UserId} FOR SHARE)
            INSERT INTO live_downloads AS known (id, user_id, title, status, progress, downloaded_bytes, total_bytes, error, created_at, moved_at)
            SELECT {ending.Id}, {ending.UserId}, {ending.Title}, {ending.Status}, {(ending.Bytes is null ? 0 : 100)}, {ending.Bytes}, {ending.Bytes}, {ending.Error}, {at}, {at}
            WHERE NOT COALESCE((SELECT deleted FROM owner), FALSE)
            ON CONFLICT (id) DO UPDATE SET title = COALESCE(excluded.title, known.title), status = excluded.status, error = excluded.error,
                progress = GREATEST(known.progress, excluded.progress), bytes_per_second = NULL, eta_seconds = NULL,
                downloaded_bytes = COALESCE(excluded.downloaded_bytes, known.downloaded_bytes),
                total_bytes = COALESCE(excluded.total_bytes, known.total_bytes), moved_at = excluded.moved_at
            WHERE known.moved_at < excluded.moved_at
            RETURNING *
            """)).AsNoTracking().ToListAsync(cancellationToken);
        return rows.SingleOrDefault();
    }

    private sealed record Ending(Guid Id, Guid UserId, string Status, string? Title, DateTimeOffset At, string? Error = null, long? Bytes = null);
}

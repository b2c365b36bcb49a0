using MediaNest.Download.Data;
using MediaNest.Download.Downloads;
using MediaNest.Download.YtDlp;
using MediaNest.Messaging;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Download.Queue;

/// <summary>
/// The durable queue: rows of the table itself. Who takes one holds a lease and renews it; a lease that runs out, because its holder
/// died, makes the row anybody's again. Every change by a holder is refused once the lease is another's, or the download was cancelled.
/// </summary>
internal sealed class DownloadQueue(IServiceScopeFactory scopes, WorkerIdentity identity, TimeProvider clock, IOptions<YouTubeOptions> options)
{
    private readonly TimeSpan _lease = TimeSpan.FromSeconds(options.Value.LeaseSeconds);

    /// <summary>Takes the download that has waited longest; null where there is none, or the queue is paused.</summary>
    public async Task<Downloads.Download?> TakeAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<DownloadDbContext>();
        var now = clock.GetUtcNow();
        var taken = await database.Downloads.FromSql(
            $"""
            UPDATE downloads
            SET status = CASE status WHEN 'processing' THEN 'processing' ELSE 'downloading' END,
                lease_owner = {identity.Owner}, lease_until = {now + _lease}, attempts = attempts + 1, started_at = COALESCE(started_at, {now})
            WHERE id = (
                SELECT id FROM downloads
                WHERE ((status = 'queued' AND not_before <= {now}) OR (status IN ('downloading', 'processing') AND lease_until < {now}))
                    AND NOT EXISTS (SELECT 1 FROM queue_pauses WHERE until > {now})
                ORDER BY not_before, created_at
                FOR UPDATE SKIP LOCKED
                LIMIT 1)
            RETURNING *
            """).AsNoTracking().ToListAsync(cancellationToken);
        return taken.SingleOrDefault();
    }

    /// <summary>Keeps the lease and notes how far the download is.</summary>
    /// <returns>False where the lease is lost: the download was cancelled, deleted, or is another's now.</returns>
    public async Task<bool> RenewAsync(Guid id, ProgressSnapshot? progress, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var mine = Mine(scope.ServiceProvider.GetRequiredService<DownloadDbContext>(), id);
        var until = clock.GetUtcNow() + _lease;
        var rows = progress is null
            ? await mine.ExecuteUpdateAsync(set => set.SetProperty(download => download.LeaseUntil, until), cancellationToken)
            : await mine.ExecuteUpdateAsync(
                set => set
                    .SetProperty(download => download.LeaseUntil, until)
                    .SetProperty(download => download.Status, progress.Processing ? DownloadStatus.Processing : DownloadStatus.Downloading)
                    .SetProperty(download => download.Progress, progress.Percent)
                    .SetProperty(download => download.BytesPerSecond, progress.BytesPerSecond)
                    .SetProperty(download => download.EtaSeconds, progress.EtaSeconds)
                    .SetProperty(download => download.DownloadedBytes, progress.DownloadedBytes)
                    .SetProperty(download => download.TotalBytes, progress.TotalBytes),
                cancellationToken);
        return rows == 1;
    }

    /// <summary>Changes a download that this worker holds, together with the events that say so.</summary>
    /// <returns>The download after the change; null where the lease is lost.</returns>
    public async Task<Downloads.Download?> ChangeAsync(Guid id, Func<Downloads.Download, IEventPublisher, Task> change, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<DownloadDbContext>();
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var download = await database.FindForUpdateAsync(id, cancellationToken);
        if (download?.IsHeldBy(identity.Owner) is not true)
        {
            return null;
        }

        await change(download, scope.ServiceProvider.GetRequiredService<IEventPublisher>());
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return download;
    }

    public async Task PauseAsync(DateTimeOffset until, string reason, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        await scope.ServiceProvider.GetRequiredService<DownloadDbContext>().Database.ExecuteSqlAsync(
            $"""
            INSERT INTO queue_pauses (id, until, reason) VALUES ({QueuePause.Key}, {until}, {reason})
            ON CONFLICT (id) DO UPDATE SET until = GREATEST(queue_pauses.until, excluded.until), reason = excluded.reason
            """,
            cancellationToken);
    }

    /// <summary>The downloads among these that are still to be worked on.</summary>
    public async Task<HashSet<Guid>> ActiveAmongAsync(IReadOnlyCollection<Guid> ids, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<DownloadDbContext>().Downloads
            .Where(download => ids.Contains(download.Id)
                && (download.Status == DownloadStatus.Queued || download.Status == DownloadStatus.Downloading || download.Status == DownloadStatus.Processing))
            .Select(download => download.Id)
            .ToHashSetAsync(cancellationToken);
    }

    /// <summary>Ends the leases of processes of this machine that are no more.</summary>
    public async Task ReleaseDeadAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<DownloadDbContext>();
        var owners = await database.Downloads.Where(download => download.LeaseOwner != null).Select(download => download.LeaseOwner!).Distinct().ToListAsync(cancellationToken);
        var dead = owners.Where(identity.IsDead).ToList();
        var past = clock.GetUtcNow() - _lease;
        await database.Downloads
            .Where(download => dead.Contains(download.LeaseOwner!))
            .ExecuteUpdateAsync(set => set.SetProperty(download => download.LeaseUntil, past), cancellationToken);
    }

    private IQueryable<Downloads.Download> Mine(DownloadDbContext database, Guid id)
    {
        var owner = identity.Owner;
        return database.Downloads.Where(download => download.Id == id && download.LeaseOwner == owner
            && (download.Status == DownloadStatus.Downloading || download.Status == DownloadStatus.Processing));
    }
}

using MediaNest.Media.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Media.Fulfilment;

internal sealed record Lease(Guid RequestId, Guid LeaseId);

/// <summary>The jobs as a queue in PostgreSQL that any number of replicas can work on, and that outlives them.</summary>
internal sealed class JobQueue(MediaDbContext database, IOptions<FulfilmentOptions> options, TimeProvider clock)
{
    /// <summary>Takes the job that is due the longest and that nobody holds, for a while.</summary>
    public async Task<Lease?> LeaseAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var until = now.AddSeconds(options.Value.LeaseSeconds);
        var leaseId = Guid.CreateVersion7(now);
        var taken = await database.Database.SqlQuery<Guid>(
            $"""
            UPDATE request_jobs SET lease_id = {leaseId}, leased_until = {until}, attempts = attempts + 1
            WHERE request_id = (
                SELECT request_id FROM request_jobs
                WHERE due_at <= {now} AND (leased_until IS NULL OR leased_until <= {now})
                ORDER BY due_at LIMIT 1
                FOR UPDATE SKIP LOCKED)
            RETURNING request_id AS "Value"
            """).ToListAsync(cancellationToken);
        return taken is [var requestId] ? new Lease(requestId, leaseId) : null;
    }

    /// <summary>How long there is nothing to do; null where nothing is planned at all.</summary>
    public async Task<TimeSpan?> UntilNextAsync(CancellationToken cancellationToken)
    {
        var next = await database.Jobs.MinAsync(
            job => (DateTimeOffset?)(job.LeasedUntil != null && job.LeasedUntil > job.DueAt ? job.LeasedUntil.Value : job.DueAt), cancellationToken);
        return next is { } due ? due - clock.GetUtcNow() : null;
    }

    /// <summary>Gives a job back to be done again at once, where the world changed under it.</summary>
    public Task ReturnAsync(Lease lease, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return database.Jobs
            .Where(job => job.RequestId == lease.RequestId && job.LeaseId == lease.LeaseId)
            .ExecuteUpdateAsync(
                job => job.SetProperty(row => row.DueAt, now).SetProperty(row => row.LeaseId, (Guid?)null).SetProperty(row => row.LeasedUntil, (DateTimeOffset?)null),
                cancellationToken);
    }

    /// <summary>Has the progress of requests looked at now. Who holds such a job at this moment will have to look again.</summary>
    public Task<int> NudgeAsync(IReadOnlyCollection<Guid> requestIds, bool announced, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var announcedAt = announced ? now : (DateTimeOffset?)null;
        return database.Jobs
            .Where(job => requestIds.Contains(job.RequestId))
            .ExecuteUpdateAsync(
                job => job
                    .SetProperty(row => row.DueAt, row => row.Kind == JobKind.Follow ? now : row.DueAt)
                    .SetProperty(row => row.Attempts, row => row.Kind == JobKind.Follow ? 0 : row.Attempts)
                    .SetProperty(row => row.AnnouncedAt, row => row.AnnouncedAt ?? announcedAt),
                cancellationToken);
    }
}

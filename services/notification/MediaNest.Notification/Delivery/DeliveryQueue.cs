using MediaNest.Email;
using MediaNest.Notification.Data;
using MediaNest.Notification.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Notification.Delivery;

/// <summary>The deliveries as a queue in PostgreSQL that any number of replicas can work on, and that outlives them.</summary>
internal sealed class DeliveryQueue(
    NotificationDbContext database, IOptions<EmailOptions> email, IOptions<WebhookOptions> webhooks, TimeProvider clock)
{
    /// <summary>Longer than sending can take (mail: the conversation, and the reply at its end), so that no two are at one.</summary>
    public TimeSpan LeaseTime { get; } =
        (email.Value.Timeout * 2 > webhooks.Value.Timeout ? email.Value.Timeout * 2 : webhooks.Value.Timeout) + TimeSpan.FromSeconds(30);

    /// <summary>
    /// Takes the delivery that is due the longest and that nobody holds, for a while. One at a time for a webhook: a receiver that is slow
    /// keeps one worker busy, not all of them.
    /// </summary>
    public async Task<QueuedDelivery?> LeaseAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var taken = await database.Deliveries.FromSql(
            $"""
            UPDATE deliveries SET lease_id = {Guid.CreateVersion7(now)}, leased_until = {now + LeaseTime}, attempts = attempts + 1
            WHERE id = (
                SELECT id FROM deliveries AS due
                WHERE status = 'pending' AND due_at <= {now} AND (leased_until IS NULL OR leased_until <= {now})
                    AND NOT EXISTS (
                        SELECT 1 FROM deliveries AS busy
                        WHERE busy.webhook_id = due.webhook_id AND busy.status = 'pending' AND busy.leased_until > {now})
                ORDER BY due_at, id
                LIMIT 1
                FOR UPDATE SKIP LOCKED)
            RETURNING *
            """).AsNoTracking().ToListAsync(cancellationToken);
        return taken.SingleOrDefault();
    }

    /// <summary>How long until something is due that is not yet; null where nothing is planned.</summary>
    public async Task<TimeSpan?> UntilNextAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var next = await database.Deliveries
            .Where(delivery => delivery.Status == DeliveryStatus.Pending)
            .Select(delivery => delivery.LeasedUntil != null && delivery.LeasedUntil > delivery.DueAt ? delivery.LeasedUntil.Value : delivery.DueAt)
            .Where(at => at > now)
            .MinAsync(at => (DateTimeOffset?)at, cancellationToken);
        return next - now;
    }

    /// <summary>Gives a delivery back that was not tried to its end.</summary>
    public Task ReturnAsync(QueuedDelivery delivery, CancellationToken cancellationToken) =>
        Mine(delivery).ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.Attempts, row => row.Attempts - 1)
                .SetProperty(row => row.LeaseId, (Guid?)null)
                .SetProperty(row => row.LeasedUntil, (DateTimeOffset?)null),
            cancellationToken);

    /// <summary>The row, while the lease on it is still the one it was taken with.</summary>
    public IQueryable<QueuedDelivery> Mine(QueuedDelivery delivery) =>
        database.Deliveries.Where(row => row.Id == delivery.Id && row.LeaseId == delivery.LeaseId && row.Status == DeliveryStatus.Pending);
}

using MediaNest.Contracts;
using MediaNest.Notification.Data;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Notification.Realtime.State;

/// <summary>Writes what is known of services: see <see cref="LiveRequests"/>.</summary>
internal sealed class LiveServices(NotificationDbContext database)
{
    /// <summary>A service is otherwise than before.</summary>
    /// <returns>Whether it is news.</returns>
    public async Task<bool> ChangeAsync(ServiceStatusChanged change, CancellationToken cancellationToken) =>
        await database.Database.ExecuteSqlAsync(
            $"""
            WITH gate AS (DELETE FROM state_gate)
            INSERT INTO live_services (name, status, previous_status, response_time_ms, changed_at)
            VALUES ({change.Name}, {change.Status}, {change.PreviousStatus}, {change.ResponseTimeMs}, {change.OccurredAt.ToUniversalTime()})
            ON CONFLICT (name) DO UPDATE SET status = excluded.status, previous_status = excluded.previous_status,
                response_time_ms = excluded.response_time_ms, changed_at = excluded.changed_at
            WHERE live_services.changed_at < excluded.changed_at
            """,
            cancellationToken) == 1;
}

using MediaNest.Notification.Data;
using MediaNest.Notification.Notifications;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Notification.Digest;

/// <summary>Decides whether somebody is told at once or, because they were told of the same type just now, a little later of all together.</summary>
internal sealed class Bursts(NotificationDbContext database, IOptions<NotificationOptions> options, TimeProvider time)
{
    /// <summary>Keeps a notification for the digest, where there is to be one.</summary>
    /// <returns>False where it is to be told of at once: the window that this opens holds back those that follow.</returns>
    public async Task<bool> HoldAsync(StoredNotification stored, CancellationToken cancellationToken)
    {
        if (options.Value.DigestWindow == TimeSpan.Zero || !Kinds.AreGathered(stored.Kind))
        {
            return false;
        }

        // reads before it writes: in a burst nobody waits for anybody's row
        var now = time.GetUtcNow();
        var end = await FindEndAsync(stored, now, cancellationToken);
        if (end is null)
        {
            if (await OpenAsync(stored.UserId, stored.Kind, now, cancellationToken))
            {
                return false;
            }

            // somebody else opened it this instant
            end = await FindEndAsync(stored, now, cancellationToken);
        }

        database.Add(new HeldNotification { NotificationId = stored.Id, UserId = stored.UserId, Kind = stored.Kind, DueAt = end ?? now });
        return true;
    }

    /// <summary>Opens a window unless one is open.</summary>
    public async Task<bool> OpenAsync(Guid userId, string kind, DateTimeOffset now, CancellationToken cancellationToken) =>
        await database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO burst_windows (user_id, kind, ends_at) VALUES ({userId}, {kind}, {now + options.Value.DigestWindow})
            ON CONFLICT (user_id, kind) DO UPDATE SET ends_at = excluded.ends_at WHERE burst_windows.ends_at <= {now}
            """,
            cancellationToken) == 1;

    private Task<DateTimeOffset?> FindEndAsync(StoredNotification stored, DateTimeOffset now, CancellationToken cancellationToken) =>
        database.BurstWindows
            .Where(window => window.UserId == stored.UserId && window.Kind == stored.Kind && window.EndsAt > now)
            .Select(window => (DateTimeOffset?)window.EndsAt)
            .SingleOrDefaultAsync(cancellationToken);
}

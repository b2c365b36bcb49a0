using MediaNest.Notification.Data;
using MediaNest.Notification.Realtime;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Notification.Notifications;

/// <summary>
/// Marks notifications as read, however the user says so, and tells the user's other sockets. What is read already is read: nobody is told again.
/// </summary>
internal sealed class NotificationReading(NotificationDbContext database, Announcer announcer, TimeProvider time)
{
    /// <summary>Marks one.</summary>
    /// <param name="userId">Whose.</param>
    /// <param name="id">Which.</param>
    /// <param name="bySocket">The socket that says so, and need not be told; null for REST.</param>
    /// <param name="cancellationToken">Ends the call.</param>
    /// <returns>The notification; null where the user has none of that id.</returns>
    public async Task<StoredNotification?> ReadAsync(Guid userId, Guid id, string? bySocket, CancellationToken cancellationToken)
    {
        var own = database.Notifications.AsNoTracking().Where(notification => notification.Id == id && notification.UserId == userId);
        if (await MarkAsync(own, cancellationToken) > 0)
        {
            await TellAsync(userId, new NotificationRead(id), bySocket);
        }

        return await own.SingleOrDefaultAsync(cancellationToken);
    }

    /// <summary>Marks all of a user's.</summary>
    /// <returns>How many were not read before.</returns>
    public async Task<int> ReadAllAsync(Guid userId, string? bySocket, CancellationToken cancellationToken)
    {
        var marked = await MarkAsync(database.Notifications.Where(notification => notification.UserId == userId), cancellationToken);
        if (marked > 0)
        {
            await TellAsync(userId, new AllNotificationsRead(), bySocket);
        }

        return marked;
    }

    /// <summary>What is read stays read at the time it was read first.</summary>
    private Task<int> MarkAsync(IQueryable<StoredNotification> notifications, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        return notifications
            .Where(notification => notification.ReadAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(notification => notification.ReadAt, now), cancellationToken);
    }

    private Task TellAsync(Guid userId, object what, string? exceptSocket) =>
        announcer.SendAsync(RealtimeEvents.NotificationRead, what, exceptSocket, Audiences.EverywhereOf(userId));

    private sealed record NotificationRead(Guid Id);

    private sealed record AllNotificationsRead(bool All = true);
}

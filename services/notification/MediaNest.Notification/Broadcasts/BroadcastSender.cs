using MediaNest.Contracts;
using MediaNest.Messaging;
using MediaNest.Notification.Data;

namespace MediaNest.Notification.Broadcasts;

/// <summary>
/// Lets administrators speak to everybody. What is said goes out as an event: one consumer stores it for each recipient, another shows it
/// to who is connected, each exactly once, on whatever replica.
/// </summary>
internal sealed class BroadcastSender(NotificationDbContext database, IEventPublisher events, TimeProvider time)
{
    /// <summary>Sends a message.</summary>
    /// <param name="adminId">Who speaks.</param>
    /// <param name="adminName">Their name, as recipients see it.</param>
    /// <param name="title">Its heading.</param>
    /// <param name="message">Its text.</param>
    /// <param name="role">To whom; null for everybody.</param>
    /// <param name="cancellationToken">Stops it before it is stored.</param>
    /// <returns>The message's id.</returns>
    public async Task<Guid> SendAsync(Guid adminId, string adminName, string title, string message, string? role, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        await events.Publish(new AdminBroadcastSent(id, adminId, adminName, title, message, role, now, adminId), cancellationToken);
        await database.SaveChangesAsync(cancellationToken);
        return id;
    }
}

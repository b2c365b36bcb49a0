using Microsoft.EntityFrameworkCore;

namespace MediaNest.Messaging;

/// <summary>Takes people out of the outbox, which keeps what was sent for a while.</summary>
public static class SentEventsErasure
{
    /// <summary>Deletes the events already sent that name a user; what still waits for the broker stays, or others would never learn of it.</summary>
    /// <param name="database">The service's database, in whose transaction it happens.</param>
    /// <param name="userId">The user who is deleted.</param>
    /// <param name="cancellationToken">Stops it.</param>
    /// <returns>How many were deleted.</returns>
    public static Task<int> EraseSentEventsAsync(this DbContext database, Guid userId, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(database);
        var pattern = $"%{userId}%";
        return database.Database.ExecuteSqlAsync(
            $"DELETE FROM outbox_messages WHERE sent_at IS NOT NULL AND body::text LIKE {pattern}", cancellationToken);
    }
}

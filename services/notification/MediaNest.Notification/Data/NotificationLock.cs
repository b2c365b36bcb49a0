using Microsoft.EntityFrameworkCore;

namespace MediaNest.Notification.Data;

/// <summary>What one replica does at a time.</summary>
internal enum NotificationLock
{
    /// <summary>First half of every key, so that these locks meet nobody else's.</summary>
    Area = 0x4E6F7469,

    Digest = 1,

    Retention = 2,
}

internal static class NotificationLocks
{
    /// <summary>Takes a lock that all replicas share and holds it to the end of the present transaction.</summary>
    /// <returns>False where another has it.</returns>
    public static Task<bool> TryLockAsync(this NotificationDbContext database, NotificationLock name, CancellationToken cancellationToken) =>
        database.Database.SqlQuery<bool>($"SELECT pg_try_advisory_xact_lock({(int)NotificationLock.Area}, {(int)name}) AS \"Value\"").SingleAsync(cancellationToken);
}

using System.Globalization;
using MediaNest.Notification.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MediaNest.Notification.Realtime.State;

/// <summary>
/// Between a change's event and its commit, a client that comes would find neither: the event was before its time, and what it reads is from before the change.
/// Whoever writes what is then told mentions the empty table <c>state_gate</c> in that very statement, as if to delete from it, and so has a lock on it until the commit.
/// Whoever reads, when its rooms are joined, waits for those locks once; what is told later finds the rooms.
/// Readers do not exclude one another. The writers' lock is the first they take beside their message's own row, so none waits for another in a circle.
/// </summary>
internal sealed class StateGate(IOptions<RealtimeOptions> options)
{
    // one statement, and with it one transaction: the lock is gone when it has been granted
    private readonly string _wait = string.Create(
        CultureInfo.InvariantCulture,
        $"DO 'BEGIN SET LOCAL lock_timeout = {(long)options.Value.StateTimeout.TotalMilliseconds}; LOCK TABLE state_gate IN SHARE MODE; END'");

    /// <summary>Returns when what was being told at the call is committed. False if that takes too long.</summary>
    public async Task<bool> WaitAsync(NotificationDbContext database, CancellationToken cancellationToken)
    {
        try
        {
            await database.Database.ExecuteSqlRawAsync(_wait, cancellationToken);
            return true;
        }
        catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            return false;
        }
    }
}

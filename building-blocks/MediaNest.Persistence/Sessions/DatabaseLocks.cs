using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Npgsql;

namespace MediaNest.Persistence.Sessions;

/// <summary>
/// Locks that all replicas of a service share, for work that outlives a transaction: advisory locks of PostgreSQL, each on a session of its
/// own, so that a holder that dies lets go. For work inside one transaction <c>pg_advisory_xact_lock</c> is cheaper.
/// </summary>
public sealed class DatabaseLocks
{
    private readonly DatabaseSessions _sessions;

    internal DatabaseLocks(DatabaseSessions sessions) => _sessions = sessions;

    /// <summary>Waits until nobody else holds the lock, then holds it.</summary>
    /// <param name="name">Names the lock within the service's database.</param>
    /// <param name="cancellationToken">Ends the wait; a lock that is granted at that very moment is let go of.</param>
    /// <returns>The lock; dispose of it to let go.</returns>
    /// <exception cref="NpgsqlException">The database cannot be used.</exception>
    public async Task<DatabaseLock> WaitAsync(string name, CancellationToken cancellationToken)
    {
        var held = await TakeAsync("SELECT pg_advisory_lock($1)", name, cancellationToken);
        return held!;
    }

    /// <summary>Takes the lock if nobody else holds it.</summary>
    /// <param name="name">Names the lock within the service's database.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>The lock, or null where another holds it; dispose of it to let go.</returns>
    /// <exception cref="NpgsqlException">The database cannot be used.</exception>
    public Task<DatabaseLock?> TryTakeAsync(string name, CancellationToken cancellationToken) =>
        TakeAsync("SELECT pg_try_advisory_lock($1)", name, cancellationToken);

    private async Task<DatabaseLock?> TakeAsync(string sql, string name, CancellationToken cancellationToken)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        var key = KeyOf(name);
        var session = await _sessions.OpenAsync(cancellationToken);
        try
        {
            // the wait is as long as the caller's token allows
            await using var command = new NpgsqlCommand(sql, session) { CommandTimeout = 0 };
            command.Parameters.Add(new NpgsqlParameter { Value = key });
            if (await command.ExecuteScalarAsync(cancellationToken) is not false)
                return new DatabaseLock(session, key);
        }
        catch
        {
            // cancelled, perhaps exactly as it was granted: only the end of the session is sure to let go
            await session.DisposeAsync();
            throw;
        }

        await session.DisposeAsync();
        return null;
    }

    /// <summary>The same in every process, unlike <c>string.GetHashCode</c>.</summary>
    private static long KeyOf(string name) => BinaryPrimitives.ReadInt64BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(name)));
}

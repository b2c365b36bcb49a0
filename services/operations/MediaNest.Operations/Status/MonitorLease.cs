using Npgsql;

namespace MediaNest.Operations.Status;

/// <summary>
/// Lets one replica at a time do the regular polling: an advisory lock of PostgreSQL on a connection of its own, which is free again
/// the moment that replica dies. It spares the watched systems, no more; that changes are announced once is the recorder's doing.
/// </summary>
internal sealed class MonitorLease(NpgsqlDataSource source, ILogger<MonitorLease> logger) : IAsyncDisposable
{
    /// <summary>Any number will do that nothing else in this database uses.</summary>
    private const long Key = 0x4D4F4E49544F52; // "MONITOR"

    private NpgsqlConnection? _connection;

    /// <summary>Whether this replica holds the lease, after trying to get it if not.</summary>
    public async Task<bool> TryHoldAsync(CancellationToken cancellationToken)
    {
        if (_connection is not null)
        {
            try
            {
                await ExecuteAsync("SELECT TRUE", cancellationToken);
                return true;
            }
            catch (NpgsqlException)
            {
                // the connection broke, and with it went the lock
                await DisposeAsync();
            }
        }

        _connection = await source.OpenConnectionAsync(cancellationToken);
        if (await ExecuteAsync($"SELECT pg_try_advisory_lock({Key})", cancellationToken))
        {
            logger.Leading();
            return true;
        }

        await DisposeAsync();
        return false;
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not { } connection)
        {
            return;
        }

        _connection = null;
        try
        {
            // the pool would keep the session, and the lock with it
            await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock_all()", connection);
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
        {
            // a broken session holds nothing
        }
        finally
        {
            await connection.DisposeAsync();
        }
    }

    private async Task<bool> ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, _connection);
        return (bool)(await command.ExecuteScalarAsync(cancellationToken))!;
    }
}

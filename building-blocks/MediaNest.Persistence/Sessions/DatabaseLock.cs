using Npgsql;

namespace MediaNest.Persistence.Sessions;

/// <summary>A lock that is held until disposed of, or until its session to PostgreSQL breaks.</summary>
public sealed class DatabaseLock : IAsyncDisposable
{
    /// <summary>Seconds to wait for a server that may be gone.</summary>
    private const int UnlockTimeoutSeconds = 5;

    private readonly NpgsqlConnection _session;
    private readonly long _key;

    internal DatabaseLock(NpgsqlConnection session, long key)
    {
        _session = session;
        _key = key;
    }

    /// <summary>Asks the server whether the session stands, and with it the lock.</summary>
    /// <param name="cancellationToken">Ends the question.</param>
    /// <returns>False where the session broke: others may hold the lock by now.</returns>
    public async Task<bool> IsHeldAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var command = new NpgsqlCommand("SELECT 1", _session);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        try
        {
            // the end of the session would do, but only some time after this returns
            await using var command = new NpgsqlCommand("SELECT pg_advisory_unlock($1)", _session) { CommandTimeout = UnlockTimeoutSeconds };
            command.Parameters.Add(new NpgsqlParameter { Value = _key });
            await command.ExecuteNonQueryAsync(CancellationToken.None);
        }
        catch (Exception exception) when (exception is NpgsqlException or InvalidOperationException)
        {
            // a broken session holds nothing
        }
        finally
        {
            await _session.DisposeAsync();
        }
    }
}

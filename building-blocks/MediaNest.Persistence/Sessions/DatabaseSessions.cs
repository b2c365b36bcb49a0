using Npgsql;

namespace MediaNest.Persistence.Sessions;

/// <summary>
/// Opens sessions that belong to one holder and end with it. What a session carries (an advisory lock, LISTEN) has no place on a pooled
/// connection: the pool would keep it, lock and all, until somebody else happens to get that connection.
/// </summary>
internal sealed class DatabaseSessions(string connectionString)
{
    /// <summary>Seconds of silence after which a session asks whether the server is still there: one that waits sends nothing that would tell.</summary>
    private const int KeepAliveSeconds = 30;

    private readonly string _connectionString = new NpgsqlConnectionStringBuilder(connectionString)
    {
        Pooling = false,
        KeepAlive = KeepAliveSeconds,
        // each of its few statements is used once or twice
        MaxAutoPrepare = 0,
        NoResetOnClose = false,
    }.ConnectionString;

    /// <summary>Opens a session; disposing of it ends it on the server too.</summary>
    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(_connectionString);
        try
        {
            await connection.OpenAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }
}

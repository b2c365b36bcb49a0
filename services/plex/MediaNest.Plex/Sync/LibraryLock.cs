using Npgsql;

namespace MediaNest.Plex.Sync;

/// <summary>One replica at a time works on a library: a PostgreSQL advisory lock, let go of even if its holder dies.</summary>
internal sealed class LibraryLock(NpgsqlDataSource dataSource)
{
    private const string Key = "hashtextextended('plex-library:' || $1, 0)";

    public async Task<IAsyncDisposable> WaitAsync(string library, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            await ExecuteAsync(connection, $"SELECT pg_advisory_lock({Key})", library, cancellationToken);
            return new Held(connection, library);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string sql, string library, CancellationToken cancellationToken)
    {
        await using var command = new NpgsqlCommand(sql, connection) { CommandTimeout = 120 };
        command.Parameters.Add(new NpgsqlParameter { Value = library });
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    private sealed class Held(NpgsqlConnection connection, string library) : IAsyncDisposable
    {
        public async ValueTask DisposeAsync()
        {
            try
            {
                await ExecuteAsync(connection, $"SELECT pg_advisory_unlock({Key})", library, CancellationToken.None);
            }
            catch (NpgsqlException)
            {
                // the connection is gone, and the lock with it
            }
            finally
            {
                await connection.DisposeAsync();
            }
        }
    }
}

using Npgsql;

namespace MediaNest.Testing;

/// <summary>Looks for a text in everything a database holds: for what must not be there.</summary>
public static class DatabaseSearch
{
    /// <summary>Finds the tables that hold a text in any column of any row, whatever its case.</summary>
    /// <param name="connectionString">The database.</param>
    /// <param name="text">What to look for.</param>
    /// <param name="cancellationToken">Stops the search.</param>
    /// <returns>Names of tables, each with the first row found.</returns>
    public static async Task<IReadOnlyList<string>> FindAsync(string connectionString, string text, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        var tables = new List<string>();
        await using (var list = source.CreateCommand("SELECT quote_ident(tablename) FROM pg_tables WHERE schemaname = 'public' ORDER BY 1"))
        await using (var reader = await list.ExecuteReaderAsync(cancellationToken))
        {
            while (await reader.ReadAsync(cancellationToken))
            {
                tables.Add(reader.GetString(0));
            }
        }

        var found = new List<string>();
        foreach (var table in tables)
        {
            await using var search = source.CreateCommand($"SELECT row::text FROM {table} AS row WHERE strpos(lower(row::text), lower($1)) > 0 LIMIT 1");
            search.Parameters.AddWithValue(text);
            if (await search.ExecuteScalarAsync(cancellationToken) is string row)
            {
                found.Add($"{table}: {row}");
            }
        }

        return found;
    }
}

using Npgsql;

namespace MediaNest.Messaging.Outbox;

internal sealed record OutboxRow(
    long Sequence, Guid MessageId, string Type, string Body,
    string? TraceParent, string? TraceState, string? CorrelationId, Guid? ActorId, DateTimeOffset CreatedAt);

/// <summary>Rows of the outbox that this dispatcher alone holds, until the batch is completed or let go.</summary>
internal sealed class OutboxBatch : IAsyncDisposable
{
    private readonly NpgsqlConnection _connection;
    private readonly NpgsqlTransaction _transaction;

    private OutboxBatch(NpgsqlConnection connection, NpgsqlTransaction transaction, List<OutboxRow> rows)
    {
        _connection = connection;
        _transaction = transaction;
        Rows = rows;
    }

    public IReadOnlyList<OutboxRow> Rows { get; }

    public static async Task<OutboxBatch> TakeAsync(NpgsqlDataSource dataSource, int size, CancellationToken cancellationToken)
    {
        var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        try
        {
            var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var command = new NpgsqlCommand(OutboxSql.TakeBatch, connection, transaction);
            command.Parameters.Add(new NpgsqlParameter { Value = size });
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            List<OutboxRow> rows = [];
            while (await reader.ReadAsync(cancellationToken))
                rows.Add(Read(reader));
            return new OutboxBatch(connection, transaction, rows);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Marks what the broker has confirmed and what can never be sent; the rest is free for the next attempt.</summary>
    public async Task CompleteAsync(long[] sent, IReadOnlyDictionary<long, string> setAside, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (sent.Length > 0)
        {
            await using var command = new NpgsqlCommand(OutboxSql.MarkSent, _connection, _transaction);
            command.Parameters.Add(new NpgsqlParameter { Value = sent });
            command.Parameters.Add(new NpgsqlParameter { Value = now });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        foreach (var (sequence, error) in setAside)
        {
            await using var command = new NpgsqlCommand(OutboxSql.SetAside, _connection, _transaction);
            command.Parameters.Add(new NpgsqlParameter { Value = sequence });
            command.Parameters.Add(new NpgsqlParameter { Value = error });
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        await _transaction.CommitAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        await _transaction.DisposeAsync();
        await _connection.DisposeAsync();
    }

    private static OutboxRow Read(NpgsqlDataReader reader) => new(
        reader.GetInt64(0),
        reader.GetGuid(1),
        reader.GetString(2),
        reader.GetString(3),
        reader.IsDBNull(4) ? null : reader.GetString(4),
        reader.IsDBNull(5) ? null : reader.GetString(5),
        reader.IsDBNull(6) ? null : reader.GetString(6),
        reader.IsDBNull(7) ? null : reader.GetGuid(7),
        reader.GetFieldValue<DateTimeOffset>(8));
}

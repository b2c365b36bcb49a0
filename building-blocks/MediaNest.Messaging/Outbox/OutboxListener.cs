using MediaNest.Persistence;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace MediaNest.Messaging.Outbox;

/// <summary>Listens for the database's word that events were committed, by this replica or another, and wakes the dispatcher.</summary>
internal sealed class OutboxListener<TDbContext>(
    NpgsqlDataSource dataSource,
    DatabaseReadiness<TDbContext> readiness,
    OutboxSignal signal,
    TimeProvider time,
    ILogger<OutboxListener<TDbContext>> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (DesignTime.IsActive)
            return;
        try
        {
            await readiness.WaitAsync(stoppingToken);
            while (!stoppingToken.IsCancellationRequested)
            {
                try
                {
                    await ListenAsync(stoppingToken);
                }
                catch (Exception exception) when (exception is not OperationCanceledException)
                {
                    logger.NotListening(exception.GetBaseException().Message);
                }

                await Task.Delay(TimeSpan.FromSeconds(1), time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the service stops
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, _) => signal.Set();
        await using (var command = new NpgsqlCommand($"LISTEN {OutboxSql.Channel}", connection))
            await command.ExecuteNonQueryAsync(cancellationToken);
        // what was committed before this connection listened
        signal.Set();
        while (!cancellationToken.IsCancellationRequested)
            await connection.WaitAsync(cancellationToken);
    }
}

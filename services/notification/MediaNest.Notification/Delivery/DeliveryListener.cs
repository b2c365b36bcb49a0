using MediaNest.Notification.Data;
using MediaNest.Persistence;
using Npgsql;

namespace MediaNest.Notification.Delivery;

/// <summary>Listens for the database's word that deliveries were committed, by this replica or another, and wakes the workers.</summary>
internal sealed class DeliveryListener(
    NpgsqlDataSource dataSource, DatabaseReadiness<NotificationDbContext> readiness, DeliverySignal signal, TimeProvider time, ILogger<DeliveryListener> logger)
    : BackgroundService
{
    public const string Channel = "medianest_deliveries";

    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (DesignTime.IsActive)
        {
            return;
        }

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

            await Task.Delay(RetryDelay, time, stoppingToken);
        }
    }

    private async Task ListenAsync(CancellationToken cancellationToken)
    {
        await using var connection = await dataSource.OpenConnectionAsync(cancellationToken);
        connection.Notification += (_, _) => signal.Set();
        await using (var command = new NpgsqlCommand($"LISTEN {Channel}", connection))
        {
            await command.ExecuteNonQueryAsync(cancellationToken);
        }

        // what was committed before this connection listened
        signal.Set();
        while (!cancellationToken.IsCancellationRequested)
        {
            await connection.WaitAsync(cancellationToken);
        }
    }
}

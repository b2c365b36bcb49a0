using MediaNest.Persistence;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Npgsql;

namespace MediaNest.Messaging.Outbox;

/// <summary>Deletes, in small bites, outbox rows that were sent and inbox rows that are past their retention. Replicas skip each other's rows.</summary>
internal sealed class RetentionService<TDbContext>(
    NpgsqlDataSource dataSource,
    DatabaseReadiness<TDbContext> readiness,
    IOptions<MessagingOptions> options,
    TimeProvider time,
    ILogger<RetentionService<TDbContext>> logger) : BackgroundService
{
    private const int Bite = 5_000;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (DesignTime.IsActive)
            return;
        try
        {
            await readiness.WaitAsync(stoppingToken);
            while (!stoppingToken.IsCancellationRequested)
            {
                await CleanUpAsync(stoppingToken);
                await Task.Delay(options.Value.CleanupInterval, time, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // the service stops
        }
    }

    private async Task CleanUpAsync(CancellationToken cancellationToken)
    {
        try
        {
            var now = time.GetUtcNow();
            var outbox = await DeleteAsync(OutboxSql.DeleteSent, now - options.Value.OutboxRetention, cancellationToken);
            var inbox = await DeleteAsync(OutboxSql.DeleteReceived, now - options.Value.InboxRetention, cancellationToken);
            if (outbox + inbox > 0)
                logger.CleanedUp(outbox, inbox);
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            logger.CleanupFailed(exception);
        }
    }

    private async Task<int> DeleteAsync(string sql, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var total = 0;
        int deleted;
        do
        {
            await using var command = dataSource.CreateCommand(sql);
            command.Parameters.Add(new NpgsqlParameter { Value = before });
            command.Parameters.Add(new NpgsqlParameter { Value = Bite });
            deleted = await command.ExecuteNonQueryAsync(cancellationToken);
            total += deleted;
        }
        while (deleted == Bite);
        return total;
    }
}

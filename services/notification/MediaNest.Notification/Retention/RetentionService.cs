using MediaNest.Notification.Data;
using MediaNest.Notification.Delivery;
using MediaNest.Notification.Notifications;
using MediaNest.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Notification.Retention;

/// <summary>Deletes what is past its time, now and then.</summary>
internal sealed partial class RetentionService(
    IServiceScopeFactory scopes, DatabaseReadiness<NotificationDbContext> database, TimeProvider clock, ILogger<RetentionService> logger) : BackgroundService
{
    private static readonly TimeSpan Interval = TimeSpan.FromHours(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (DesignTime.IsActive)
        {
            return;
        }

        await database.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                await using var scope = scopes.CreateAsyncScope();
                var deleted = await scope.ServiceProvider.GetRequiredService<Cleanup>().DeleteAsync(stoppingToken);
                if (deleted > 0)
                {
                    LogDeleted(deleted);
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    [LoggerMessage(1, LogLevel.Warning, "Old rows could not be deleted; trying again in an hour")]
    private partial void LogFailed(Exception failure);

    [LoggerMessage(2, LogLevel.Information, "Deleted {Count} row(s) past their retention")]
    private partial void LogDeleted(int count);
}

/// <summary>Deletes what is past its time, in bites that keep nobody waiting; a replica at a time.</summary>
internal sealed class Cleanup(
    NotificationDbContext database, IOptions<NotificationOptions> notifications, IOptions<DeliveryOptions> deliveries, TimeProvider clock)
{
    private const int Bite = 1_000;

    /// <summary>A window that ended so long ago holds nothing back any more.</summary>
    private static readonly TimeSpan KeepWindows = TimeSpan.FromHours(1);

    public async Task<int> DeleteAsync(CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var (read, unread) = (now - notifications.Value.Retention, now - notifications.Value.UnreadRetention);
        var finished = now - deliveries.Value.Retention;
        var ended = now - notifications.Value.DigestWindow - KeepWindows;
        // what waits to be sent is never too old
        return await RepeatAsync(
                $"""
                DELETE FROM notifications WHERE id IN (
                    SELECT id FROM notifications
                    WHERE ((read_at IS NOT NULL AND created_at < {read}) OR (read_at IS NULL AND created_at < {unread}))
                    LIMIT {Bite} FOR UPDATE SKIP LOCKED)
                """,
                cancellationToken)
            + await RepeatAsync(
                $"DELETE FROM deliveries WHERE id IN (SELECT id FROM deliveries WHERE finished_at < {finished} LIMIT {Bite} FOR UPDATE SKIP LOCKED)", cancellationToken)
            + await RepeatAsync(
                $"""
                DELETE FROM burst_windows WHERE (user_id, kind) IN (
                    SELECT user_id, kind FROM burst_windows WHERE ends_at < {ended} LIMIT {Bite} FOR UPDATE SKIP LOCKED)
                """,
                cancellationToken);
    }

    private async Task<int> RepeatAsync(FormattableString sql, CancellationToken cancellationToken)
    {
        var (total, deleted) = (0, Bite);
        while (deleted == Bite)
        {
            await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
            if (!await database.TryLockAsync(NotificationLock.Retention, cancellationToken))
            {
                return total;
            }

            deleted = await database.Database.ExecuteSqlAsync(sql, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            total += deleted;
        }

        return total;
    }
}

using MediaNest.Notification.Data;
using MediaNest.Notification.Notifications;
using MediaNest.Persistence;
using Microsoft.Extensions.Options;

namespace MediaNest.Notification.Digest;

/// <summary>Looks for windows that have ended. The rows are the truth: a restart costs a look, and nothing is told twice.</summary>
internal sealed partial class DigestWorker(
    IServiceScopeFactory scopes,
    DatabaseReadiness<NotificationDbContext> readiness,
    IOptions<NotificationOptions> options,
    TimeProvider clock,
    ILogger<DigestWorker> logger) : BackgroundService
{
    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (DesignTime.IsActive)
        {
            return;
        }

        await readiness.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(options.Value.DigestPollInterval, clock);
        do
        {
            try
            {
                while (await SendDueAsync(stoppingToken))
                {
                    // until there is none that is due
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task<bool> SendDueAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        return await scope.ServiceProvider.GetRequiredService<DigestSender>().SendDueAsync(cancellationToken);
    }

    [LoggerMessage(1, LogLevel.Warning, "Held notifications could not be told of; trying again")]
    private partial void LogFailed(Exception failure);
}

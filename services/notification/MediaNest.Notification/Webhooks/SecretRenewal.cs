using MediaNest.Encryption;
using MediaNest.Notification.Data;
using MediaNest.Persistence;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Notification.Webhooks;

/// <summary>After a start with a new <c>Encryption:Key</c>, encrypts anew the secrets that lie under an old one; when it has said how many, the old key can go.</summary>
internal sealed partial class SecretRenewal(
    IServiceScopeFactory scopes, DatabaseReadiness<NotificationDbContext> database, SecretProtector protector, TimeProvider clock, ILogger<SecretRenewal> logger)
    : BackgroundService
{
    private static readonly TimeSpan RetryDelay = TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (DesignTime.IsActive)
        {
            return;
        }

        await database.WaitAsync(stoppingToken);
        while (true)
        {
            try
            {
                await RenewAsync(stoppingToken);
                return;
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                LogFailed(exception);
                await Task.Delay(RetryDelay, clock, stoppingToken);
            }
        }
    }

    private async Task RenewAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<NotificationDbContext>();
        var (done, unreadable) = (0, 0);

        // a household's worth of rows; each is replaced only if it still is what was read, so an owner's newer secret stays
        foreach (var (id, old) in await db.Webhooks.Select(webhook => new ValueTuple<Guid, byte[]>(webhook.Id, webhook.ProtectedSecret)).ToListAsync(cancellationToken))
        {
            if (!protector.IsOutdated(old))
            {
                continue;
            }

            if (!protector.TryUnprotect(Webhook.SecretPurpose(id), old, out var secret))
            {
                unreadable++;
                continue;
            }

            var renewed = protector.Protect(Webhook.SecretPurpose(id), secret);
            done += await db.Webhooks.Where(webhook => webhook.Id == id && webhook.ProtectedSecret == old)
                .ExecuteUpdateAsync(set => set.SetProperty(webhook => webhook.ProtectedSecret, renewed), cancellationToken);
        }

        if (done + unreadable > 0)
        {
            LogDone(done, unreadable);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Count} webhook secrets were encrypted anew under Encryption:Key; {Unreadable} are under a key that is not configured")]
    private partial void LogDone(int count, int unreadable);

    [LoggerMessage(2, LogLevel.Warning, "Webhook secrets could not be encrypted anew under Encryption:Key; trying again")]
    private partial void LogFailed(Exception failure);
}

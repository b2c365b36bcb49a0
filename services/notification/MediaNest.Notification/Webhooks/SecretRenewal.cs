using MediaNest.Encryption;
using MediaNest.Notification.Data;
using MediaNest.Persistence.StartUp;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Notification.Webhooks;

/// <summary>After a start with a new <c>Encryption:Key</c>, encrypts anew the secrets that lie under an old one; when it has said how many, the old key can go.</summary>
internal sealed partial class SecretRenewal(NotificationDbContext database, SecretProtector protector, ILogger<SecretRenewal> logger) : IStartUpWork
{
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        var (done, unreadable) = (0, 0);

        // a household's worth of rows; each is replaced only if it still is what was read, so an owner's newer secret stays
        foreach (var (id, old) in await database.Webhooks.Select(webhook => new ValueTuple<Guid, byte[]>(webhook.Id, webhook.ProtectedSecret)).ToListAsync(cancellationToken))
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
            done += await database.Webhooks.Where(webhook => webhook.Id == id && webhook.ProtectedSecret == old)
                .ExecuteUpdateAsync(set => set.SetProperty(webhook => webhook.ProtectedSecret, renewed), cancellationToken);
        }

        if (done + unreadable > 0)
        {
            LogDone(done, unreadable);
        }
    }

    [LoggerMessage(1, LogLevel.Information, "{Count} webhook secrets were encrypted anew under Encryption:Key; {Unreadable} are under a key that is not configured")]
    private partial void LogDone(int count, int unreadable);
}

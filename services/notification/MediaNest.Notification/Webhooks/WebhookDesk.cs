using System.Text;
using MediaNest.Encryption;
using MediaNest.Notification.Data;
using MediaNest.Notification.Delivery;
using MediaNest.Notification.Users;
using MediaNest.ServiceDefaults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Notification.Webhooks;

/// <summary>Changes to users' webhooks.</summary>
internal sealed class WebhookDesk(
    NotificationDbContext database,
    UserDirectory users,
    WebhookAddress addresses,
    SecretProtector protector,
    Dispatch dispatch,
    IOptions<WebhookOptions> options,
    TimeProvider time)
{
    public async Task<(Webhook? Webhook, string? NewSecret, ApiError? Error)> CreateAsync(Guid userId, CreateWebhook request, CancellationToken cancellationToken)
    {
        var (url, error) = addresses.Read(request.Url!);
        if (url is null)
        {
            return (null, null, error);
        }

        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        // one at a time for a user: of two that come at once, both would see that there is room
        await database.Database.ExecuteSqlAsync($"SELECT pg_advisory_xact_lock(hashtextextended({"webhooks:" + userId}, 0))", cancellationToken);
        var known = await users.HoldAsync([userId], cancellationToken);
        if (known.TryGetValue(userId, out var user) && user.Deleted)
        {
            return (null, null, ApiError.NotFound());
        }

        if (await database.Webhooks.CountAsync(webhook => webhook.UserId == userId, cancellationToken) >= options.Value.MaxPerUser)
        {
            return (null, null, ApiError.Conflict(ErrorCodes.Conflict, $"There are {options.Value.MaxPerUser} webhooks already; that is all one may have."));
        }

        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var made = request.Secret is null ? WebhookSignature.CreateSecret() : null;
        var created = new Webhook
        {
            Id = id,
            UserId = userId,
            Url = url,
            Events = [.. (request.Events ?? []).Distinct(StringComparer.Ordinal)],
            ProtectedSecret = Protect(id, request.Secret ?? made!),
            Enabled = request.Enabled,
            CreatedAt = now,
            UpdatedAt = now,
        };
        database.Add(created);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (created, made, null);
    }

    public async Task<(Webhook? Webhook, string? NewSecret, ApiError? Error)> UpdateAsync(Guid userId, Guid id, UpdateWebhook request, CancellationToken cancellationToken)
    {
        var (url, error) = addresses.Read(request.Url!);
        if (url is null)
        {
            return (null, null, error);
        }

        var webhook = await database.Webhooks.SingleOrDefaultAsync(row => row.Id == id && row.UserId == userId, cancellationToken);
        if (webhook is null)
        {
            return (null, null, ApiError.NotFound());
        }

        var made = request.Secret is null && request.RotateSecret ? WebhookSignature.CreateSecret() : null;
        webhook.Url = url;
        webhook.Events = [.. (request.Events ?? []).Distinct(StringComparer.Ordinal)];
        webhook.Switch(request.Enabled);
        webhook.UpdatedAt = time.GetUtcNow();
        if ((request.Secret ?? made) is { } secret)
        {
            webhook.ProtectedSecret = Protect(id, secret);
        }

        await database.SaveChangesAsync(cancellationToken);
        return (webhook, made, null);
    }

    /// <summary>Null where there is no such webhook.</summary>
    public async Task<QueuedDelivery?> TestAsync(Guid userId, Guid id, CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var webhook = await database.Webhooks.SingleOrDefaultAsync(row => row.Id == id && row.UserId == userId, cancellationToken);
        if (webhook is null)
        {
            return null;
        }

        var delivery = await dispatch.TestAsync(webhook, cancellationToken);
        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return delivery;
    }

    private byte[] Protect(Guid id, string secret) => protector.Protect(Webhook.SecretPurpose(id), Encoding.UTF8.GetBytes(secret));
}

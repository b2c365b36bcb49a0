using System.Globalization;
using MediaNest.Notification.Data;
using MediaNest.Notification.Notifications;
using MediaNest.Notification.Users;
using MediaNest.Notification.Webhooks;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Notification.Delivery;

/// <summary>What came of an attempt.</summary>
/// <param name="Error">What went wrong; null where it arrived.</param>
/// <param name="StatusCode">The receiver's HTTP status, where it gave one.</param>
internal sealed record AttemptResult(string? Error = null, int? StatusCode = null)
{
    /// <summary>Whether trying again is of no use.</summary>
    public bool IsFinal { get; init; }

    /// <summary>Whether the receiver wants nothing ever again.</summary>
    public bool IsGone { get; init; }

    /// <summary>How long the receiver asks to be left alone.</summary>
    public TimeSpan? RetryAfter { get; init; }
}

/// <summary>Sends one leased delivery and records what came of it, if it is still ours then. What dies in between is sent again under the same id.</summary>
internal sealed class DeliveryProcessor(
    NotificationDbContext database,
    UserDirectory users,
    DeliveryQueue queue,
    EmailChannel email,
    WebhookChannel webhooks,
    Notifier notifier,
    IOptions<DeliveryOptions> options,
    IOptions<WebhookOptions> webhookOptions,
    DeliveryMetrics metrics,
    TimeProvider clock,
    ILogger<DeliveryProcessor> logger)
{
    private const string TooOften = "too many deliveries in a row failed";

    public async Task ProcessAsync(QueuedDelivery delivery, CancellationToken cancellationToken)
    {
        var (at, started) = (clock.GetUtcNow(), clock.GetTimestamp());
        var result = delivery.Channel == Preferences.Channel.Email
            ? await email.SendAsync(delivery, cancellationToken)
            : await webhooks.SendAsync(delivery, cancellationToken);
        var attempt = new DeliveryAttempt
        {
            DeliveryId = delivery.Id,
            Number = delivery.Attempts,
            At = at,
            DurationMs = (int)clock.GetElapsedTime(started).TotalMilliseconds,
            StatusCode = result.StatusCode,
            Error = result.Error,
        };
        // what was sent must not be sent again because the service stops right now
        await RecordAsync(delivery, attempt, result, CancellationToken.None);
    }

    private async Task RecordAsync(QueuedDelivery delivery, DeliveryAttempt attempt, AttemptResult result, CancellationToken cancellationToken)
    {
        var givenUp = result.Error is not null && (result.IsFinal || delivery.IsTest || delivery.Attempts >= options.Value.MaxAttempts);
        var status = result.Error is null ? DeliveryStatus.Delivered : givenUp ? DeliveryStatus.Failed : DeliveryStatus.Pending;
        var now = clock.GetUtcNow();
        var delay = Delay(delivery, result);
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        var countsForWebhook = delivery.WebhookId is not null && !delivery.IsTest && status != DeliveryStatus.Pending;
        if (countsForWebhook)
        {
            // in the order in which whoever erases the user, or a webhook, takes them too
            await users.HoldAsync([delivery.UserId], cancellationToken);
            await database.Database.ExecuteSqlAsync($"SELECT id FROM webhooks WHERE id = {delivery.WebhookId} FOR UPDATE", cancellationToken);
        }

        var recorded = await queue.Mine(delivery).ExecuteUpdateAsync(
            set => set
                .SetProperty(row => row.Status, status)
                // what was said is in the notification; here it was only to be sent
                .SetProperty(row => row.Payload, row => status == DeliveryStatus.Pending ? row.Payload : "")
                .SetProperty(row => row.DueAt, row => status == DeliveryStatus.Pending ? now + delay : row.DueAt)
                .SetProperty(row => row.FinishedAt, status == DeliveryStatus.Pending ? null : now)
                .SetProperty(row => row.LeaseId, (Guid?)null)
                .SetProperty(row => row.LeasedUntil, (DateTimeOffset?)null),
            cancellationToken);
        if (recorded == 0)
        {
            // taken over, or erased with its user
            return;
        }

        database.Add(attempt);
        if (countsForWebhook)
        {
            await NoteAsync(delivery.WebhookId!.Value, status, result, now, cancellationToken);
        }

        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        metrics.Attempted(delivery.Channel, status);
        switch (status)
        {
            case DeliveryStatus.Delivered:
                logger.Sent(delivery.Id, delivery.Channel, delivery.Attempts);
                break;
            case DeliveryStatus.Failed:
                logger.GivenUp(delivery.Id, delivery.Channel, delivery.Attempts, result.Error!);
                break;
            default:
                logger.Postponed(delivery.Id, delivery.Channel, delivery.Attempts, result.Error!, delay);
                break;
        }
    }

    private TimeSpan Delay(QueuedDelivery delivery, AttemptResult result)
    {
        var own = options.Value.DelayAfter(delivery.Attempts);
        var asked = result.RetryAfter ?? TimeSpan.Zero;
        var longest = options.Value.RetryMaxDelay;
        return asked <= own ? own : asked < longest ? asked : longest;
    }

    /// <summary>Counts what a webhook misses in a row, and switches off one that misses too much.</summary>
    private async Task NoteAsync(Guid webhookId, DeliveryStatus status, AttemptResult result, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (status == DeliveryStatus.Delivered)
        {
            await database.Webhooks.Where(row => row.Id == webhookId && row.Failures > 0)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.Failures, 0), cancellationToken);
            return;
        }

        await database.Webhooks.Where(row => row.Id == webhookId)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Failures, row => row.Failures + 1), cancellationToken);
        var webhook = await database.Webhooks.SingleOrDefaultAsync(row => row.Id == webhookId, cancellationToken);
        if (webhook is not { Enabled: true } || (!result.IsGone && webhook.Failures < webhookOptions.Value.DisableAfter))
        {
            return;
        }

        webhook.Enabled = false;
        webhook.DisabledAt = now;
        webhook.DisabledReason = result.IsGone ? "the receiver answered 410 Gone" : TooOften;
        await database.Deliveries.Where(row => row.WebhookId == webhookId && row.Status == DeliveryStatus.Pending && row.Event != Webhook.TestEvent)
            .ExecuteUpdateAsync(
                set => set.SetProperty(row => row.Status, DeliveryStatus.Failed).SetProperty(row => row.FinishedAt, now)
                    .SetProperty(row => row.LeaseId, (Guid?)null).SetProperty(row => row.Payload, ""),
                cancellationToken);
        await TellOwnerAsync(webhook, now, cancellationToken);
        logger.SwitchedOff(webhookId, webhook.DisabledReason);
    }

    private Task TellOwnerAsync(Webhook webhook, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var news = new News(
            string.Create(CultureInfo.InvariantCulture, $"webhook:{webhook.Id:N}:disabled:{now.ToUnixTimeMilliseconds()}"),
            Kinds.WebhookDisabled,
            "Webhook switched off",
            $"Your webhook at {new Uri(webhook.Url).Host} was switched off: {webhook.DisabledReason}. Switch it on again once it works.",
            new WebhookData(webhook.Id));
        return notifier.TellAsync([webhook.UserId], news, because: null, cancellationToken);
    }
}

using System.Text.Json;
using MediaNest.Contracts;
using MediaNest.Messaging;
using MediaNest.Notification.Data;
using MediaNest.Notification.Notifications;
using MediaNest.Notification.Preferences;
using MediaNest.Notification.Webhooks;
using MediaNest.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Notification.Delivery;

/// <summary>Somebody who is told, and how.</summary>
internal sealed record Recipient(Guid UserId, string? Email, ChannelChoice Choice);

/// <summary>What leaves: a notification, or several of a type as one.</summary>
/// <param name="NotificationId">The notification; of several, the newest.</param>
/// <param name="Kind">Its type.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Message">Its text.</param>
/// <param name="DataJson">A JSON object; of several, their number and ids.</param>
/// <param name="At">When it was stored.</param>
/// <param name="Lines">Of several, what each says; for mail.</param>
internal sealed record Announcement(
    Guid NotificationId, string Kind, string Title, string Message, string DataJson, DateTimeOffset At, IReadOnlyList<string> Lines)
{
    public bool SkipsSockets { get; init; }

    /// <summary>Whom the text names: it stands in the event, which is erased with that person.</summary>
    public Guid? AboutUserId { get; init; }

    public static Announcement Of(StoredNotification stored) =>
        new(stored.Id, stored.Kind, stored.Title, stored.Message, stored.Data, stored.CreatedAt, []) { AboutUserId = stored.AboutUserId };
}

/// <summary>Sends an announcement on its ways: a row for each that leads outside, and the event that sockets live on, in the caller's transaction.</summary>
internal sealed class Dispatch(NotificationDbContext database, IEventPublisher events, TimeProvider time)
{
    /// <summary>On which deliveries that were committed are told of, to the workers of all replicas.</summary>
    public const string NotifyChannel = "medianest_deliveries";

    public async Task SendAsync(Recipient to, Announcement what, IIntegrationEvent? because, CancellationToken cancellationToken)
    {
        List<string> channels = [.. to.Choice.For(what.Kind)];
        if (what.SkipsSockets)
        {
            channels.Remove(Channel.Socket);
        }

        var queued = channels.Contains(Channel.Email) && QueueEmail(to, what);
        queued |= channels.Contains(Channel.Webhook) && await QueueWebhooksAsync(to, what, cancellationToken);
        if (queued)
        {
            await WakeAsync(cancellationToken);
        }

        await events.Publish(
            new NotificationCreated(
                what.NotificationId, to.UserId, what.Kind, what.Title, what.Message, what.At, because?.ActorId ?? what.AboutUserId, because?.CorrelationId, what.DataJson, channels),
            cancellationToken);
    }

    /// <summary>Has a delivery sent that says nothing but that it arrives.</summary>
    public async Task<QueuedDelivery> TestAsync(Webhook webhook, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var id = Guid.CreateVersion7(now);
        var body = new WebhookBody(id, Webhook.TestEvent, now, Notification: null);
        var delivery = Add(id, webhook.UserId, Channel.Webhook, Webhook.TestEvent, JsonSerializer.Serialize(body, JsonDefaults.Options), webhook.Id, notificationId: null);
        await WakeAsync(cancellationToken);
        return delivery;
    }

    private bool QueueEmail(Recipient to, Announcement what)
    {
        if (to.Email is null)
        {
            return false;
        }

        var content = new EmailContent(what.Title, what.Message, what.Lines);
        Add(Guid.CreateVersion7(time.GetUtcNow()), to.UserId, Channel.Email, what.Kind, JsonSerializer.Serialize(content, JsonDefaults.Options), webhookId: null, what.NotificationId);
        return true;
    }

    private async Task<bool> QueueWebhooksAsync(Recipient to, Announcement what, CancellationToken cancellationToken)
    {
        var webhooks = await database.Webhooks.AsNoTracking().Where(webhook => webhook.UserId == to.UserId && webhook.Enabled).ToListAsync(cancellationToken);
        var wanting = webhooks.FindAll(webhook => webhook.Wants(what.Kind));
        foreach (var webhook in wanting)
        {
            var now = time.GetUtcNow();
            var id = Guid.CreateVersion7(now);
            var told = new WebhookNotification(what.NotificationId, what.Kind, what.Title, what.Message, JsonElement.Parse(what.DataJson), what.At);
            var body = JsonSerializer.Serialize(new WebhookBody(id, what.Kind, now, told), JsonDefaults.Options);
            Add(id, to.UserId, Channel.Webhook, what.Kind, body, webhook.Id, what.NotificationId);
        }

        return wanting.Count > 0;
    }

    private QueuedDelivery Add(Guid id, Guid userId, string channel, string kind, string payload, Guid? webhookId, Guid? notificationId)
    {
        var now = time.GetUtcNow();
        var delivery = new QueuedDelivery
        {
            Id = id,
            UserId = userId,
            Channel = channel,
            WebhookId = webhookId,
            NotificationId = notificationId,
            Event = kind,
            Payload = payload,
            Status = DeliveryStatus.Pending,
            DueAt = now,
            CreatedAt = now,
        };
        database.Add(delivery);
        return delivery;
    }

    /// <summary>Heard by the workers of all replicas when the transaction commits.</summary>
    private Task<int> WakeAsync(CancellationToken cancellationToken) =>
        database.Database.ExecuteSqlAsync($"SELECT pg_notify({NotifyChannel}, '')", cancellationToken);
}

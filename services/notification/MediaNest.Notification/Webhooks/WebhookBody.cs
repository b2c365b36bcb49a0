using System.Text.Json;

namespace MediaNest.Notification.Webhooks;

/// <summary>What is posted to a webhook.</summary>
/// <param name="Id">The delivery's, the same at every attempt.</param>
/// <param name="Event">The notification's type, or <c>test</c>.</param>
/// <param name="CreatedAt">When it was written.</param>
/// <param name="Notification">None for a test.</param>
internal sealed record WebhookBody(Guid Id, string Event, DateTimeOffset CreatedAt, WebhookNotification? Notification);

/// <summary>A notification as receivers see it; of several that are told of at once, <c>data</c> holds <c>count</c> and <c>notificationIds</c>.</summary>
internal sealed record WebhookNotification(Guid Id, string Type, string Title, string Message, JsonElement Data, DateTimeOffset CreatedAt);

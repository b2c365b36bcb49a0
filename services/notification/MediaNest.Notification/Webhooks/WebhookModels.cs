using System.ComponentModel.DataAnnotations;
using System.Text.Json.Serialization;
using MediaNest.Notification.Delivery;
using MediaNest.Notification.Notifications;
using MediaNest.ServiceDefaults.Paging;

namespace MediaNest.Notification.Webhooks;

/// <summary>A new webhook.</summary>
/// <param name="Url">Where to post to.</param>
/// <param name="Events">The types that go there; absent or empty for all.</param>
/// <param name="Secret">The key of the signature, 32–256 characters; absent to have one made.</param>
/// <param name="Enabled">Whether anything is sent.</param>
internal sealed record CreateWebhook(
    [Required, StringLength(Webhook.LongestUrl)] string? Url,
    [KnownEvents] IReadOnlyList<string>? Events = null,
    [Secret] string? Secret = null,
    bool Enabled = true);

/// <summary>A webhook as it is to be.</summary>
/// <param name="Url">Where to post to.</param>
/// <param name="Events">The types that go there; absent or empty for all.</param>
/// <param name="Secret">A new key; absent to keep the present one.</param>
/// <param name="RotateSecret">Whether to have a new key made; it is shown in the answer.</param>
/// <param name="Enabled">Whether anything is sent; true gives one that was switched off another chance.</param>
internal sealed record UpdateWebhook(
    [Required, StringLength(Webhook.LongestUrl)] string? Url,
    [KnownEvents] IReadOnlyList<string>? Events = null,
    [Secret] string? Secret = null,
    bool RotateSecret = false,
    bool Enabled = true);

/// <summary>A webhook as its owner sees it. <c>Secret</c> is there once: when it was made for them.</summary>
internal sealed record WebhookModel(
    Guid Id, string Url, IReadOnlyList<string> Events, bool Enabled, string? DisabledReason, DateTimeOffset? DisabledAt, int Failures,
    DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? Secret { get; init; }
}

internal sealed record WebhookPage(IReadOnlyList<WebhookModel> Items, Pagination Pagination);

internal sealed record DeletedWebhook(Guid Id, bool Deleted = true);

/// <summary>Something sent, or to be sent, to a webhook.</summary>
internal sealed record DeliveryModel(
    Guid Id, string Event, DeliveryStatus Status, Guid? NotificationId, DateTimeOffset CreatedAt, DateTimeOffset? FinishedAt, DateTimeOffset? NextAttemptAt,
    IReadOnlyList<AttemptModel> Attempts);

/// <summary>One try.</summary>
internal sealed record AttemptModel(int Number, DateTimeOffset At, int DurationMs, int? StatusCode, string? Error);

internal sealed record DeliveryPage(IReadOnlyList<DeliveryModel> Items, Pagination Pagination);

/// <summary>Only types that exist, each once: so there are never more entries than those.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class KnownEventsAttribute : ValidationAttribute
{
    public KnownEventsAttribute()
        : base("Types are " + string.Join(", ", Kinds.All) + ".")
    {
    }

    public override bool IsValid(object? value) =>
        value is not IReadOnlyList<string> events || (events.Count <= Kinds.All.Count && events.All(Kinds.All.Contains));
}

/// <summary>Long enough that nobody guesses it, and visible characters only.</summary>
[AttributeUsage(AttributeTargets.Parameter | AttributeTargets.Property)]
internal sealed class SecretAttribute : ValidationAttribute
{
    public SecretAttribute()
        : base($"{WebhookSignature.ShortestSecret}–{WebhookSignature.LongestSecret} ASCII characters without blanks.")
    {
    }

    public override bool IsValid(object? value) => value is not string secret
        || (secret.Length is >= WebhookSignature.ShortestSecret and <= WebhookSignature.LongestSecret && secret.All(character => character is > ' ' and <= '~'));
}

internal static class WebhookMapping
{
    public static WebhookModel AsModel(this Webhook webhook, string? secret = null) => new(
        webhook.Id, webhook.Url, webhook.Events, webhook.Enabled, webhook.DisabledReason, webhook.DisabledAt, webhook.Failures, webhook.CreatedAt, webhook.UpdatedAt)
    {
        Secret = secret,
    };

    public static DeliveryModel AsModel(this QueuedDelivery delivery, IEnumerable<DeliveryAttempt> attempts) => new(
        delivery.Id, delivery.Event, delivery.Status, delivery.NotificationId, delivery.CreatedAt, delivery.FinishedAt,
        delivery.Status == DeliveryStatus.Pending ? delivery.DueAt : null,
        [.. attempts.OrderBy(attempt => attempt.Number).Select(attempt => new AttemptModel(attempt.Number, attempt.At, attempt.DurationMs, attempt.StatusCode, attempt.Error))]);
}

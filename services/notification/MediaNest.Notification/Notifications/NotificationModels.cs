using System.Text.Json;
using MediaNest.ServiceDefaults.Paging;
using Microsoft.AspNetCore.Mvc;

namespace MediaNest.Notification.Notifications;

internal sealed record RequestData(Guid RequestId, string MediaType, int TmdbId, string Status);

internal sealed record DownloadData(Guid DownloadId);

/// <summary>Episodes that came to a show.</summary>
internal sealed record EpisodesData(string ShowTitle, int Episodes, int TmdbId);

internal sealed record AlertData(Guid AlertId, string Kind, string Severity);

internal sealed record BroadcastData(Guid BroadcastId);

internal sealed record WebhookData(Guid WebhookId);

/// <summary>Narrows the list.</summary>
/// <param name="Unread">True for those not read yet, false for those read; absent for all.</param>
internal sealed record NotificationQuery([property: FromQuery(Name = "unread")] bool? Unread);

/// <summary>A notification as clients see it: <c>Type</c> is such as <c>request-available</c>, <c>Data</c> leads to the thing, by <c>requestId</c> or the like.</summary>
internal sealed record NotificationModel(
    Guid Id, string Type, string Title, string Message, JsonElement Data, bool Read, DateTimeOffset? ReadAt, DateTimeOffset CreatedAt);

internal sealed record NotificationPage(IReadOnlyList<NotificationModel> Items, int UnreadCount, Pagination Pagination);

internal sealed record ReadAllResult(int Updated);

internal sealed record DeletedNotification(Guid Id, bool Deleted = true);

internal static class NotificationMapping
{
    public static NotificationModel AsModel(this StoredNotification notification) => new(
        notification.Id,
        notification.Kind,
        notification.Title,
        notification.Message,
        JsonElement.Parse(notification.Data),
        notification.ReadAt is not null,
        notification.ReadAt,
        notification.CreatedAt);
}

using System.Text.Json.Serialization;

namespace MediaNest.Notification.Realtime.State;

/// <summary>A request as <c>request:created</c> and the state tell of it; only the state says when it changed.</summary>
internal sealed record RequestItem(
    Guid Id,
    string Status,
    string MediaTitle,
    string MediaType,
    int TmdbId,
    string? RequestedBy,
    DateTimeOffset CreatedAt,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] DateTimeOffset? UpdatedAt = null);

/// <summary><c>request:updated</c>; by whom is <c>system</c>, <c>admin</c> or, by its owner, the name.</summary>
internal sealed record RequestUpdate(
    Guid Id,
    string Status,
    string PreviousStatus,
    string MediaTitle,
    string UpdatedBy,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Reason,
    DateTimeOffset UpdatedAt);

/// <summary>A download as all of its events and the state tell of it: per cent, bytes a second, seconds left.</summary>
internal sealed record DownloadItem(
    Guid Id,
    double Progress,
    string Status,
    double? Speed,
    int? Eta,
    long? DownloadedBytes,
    long? TotalBytes,
    string? Title,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] string? Error);

/// <summary><c>service:status</c>; the response time in milliseconds.</summary>
internal sealed record ServiceItem(string Name, string Status, string PreviousStatus, double? ResponseTime, DateTimeOffset Timestamp);

internal sealed record NotificationCount(int UnreadCount);

/// <summary><c>state:initial</c> and <c>state:sync</c>.</summary>
internal sealed record StateSnapshot(
    IReadOnlyList<RequestItem> Requests, IReadOnlyList<DownloadItem> Downloads, NotificationCount Notifications, IReadOnlyList<ServiceItem> Services);

internal static class StateMapping
{
    public static RequestItem AsItem(this LiveRequest request) => new(
        request.Id, request.Status, request.Title, request.MediaType, request.TmdbId, request.UserName, request.CreatedAt);

    public static DownloadItem AsItem(this LiveDownload download) => new(
        download.Id, download.Progress, download.Status, download.BytesPerSecond, download.EtaSeconds, download.DownloadedBytes, download.TotalBytes,
        download.Title, download.Error);

    public static ServiceItem AsItem(this LiveService service) => new(
        service.Name, service.Status, service.PreviousStatus, service.ResponseTimeMs, service.ChangedAt);
}

using MediaNest.Contracts;

namespace MediaNest.Notification.Tests;

/// <summary>Events as the other services send them.</summary>
internal static class Events
{
    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public static MediaRequested Requested(Guid userId, Guid? requestId = null, string title = "Heat", string status = "pending") =>
        new(requestId ?? Guid.CreateVersion7(), userId, "alice", "movie", 949, title, 1995, [], status, Now, userId, "cause-1");

    public static MediaRequestStatusChanged Moved(
        Guid userId, string status, int version = 2, Guid? requestId = null, string? reason = null, Guid[]? followers = null) =>
        new(requestId ?? Guid.CreateVersion7(), userId, followers ?? [], "movie", 949, "Heat", status, "pending", reason, version, Now);

    public static DownloadCompleted Downloaded(Guid userId, Guid? downloadId = null, DateTimeOffset? at = null) =>
        new(downloadId ?? Guid.CreateVersion7(), userId, "A video", "a-video.mp4", 1000, AddToPlex: false, at ?? Now);

    public static DownloadQueued Queued(Guid userId, Guid? downloadId = null, DateTimeOffset? at = null) =>
        new(downloadId ?? Guid.CreateVersion7(), userId, "https://youtu.be/abc", "A video", at ?? Now);

    public static DownloadProgressed Progressed(Guid userId, Guid downloadId, double progress, DateTimeOffset? at = null) =>
        new(downloadId, userId, "A video", "downloading", progress, 2_000_000, 12, 500, 1000, at ?? Now);

    public static DownloadCancelled Cancelled(Guid userId, Guid downloadId, DateTimeOffset? at = null) => new(downloadId, userId, "A video", at ?? Now);

    public static ServiceStatusChanged ServiceIs(string name, string status, DateTimeOffset? at = null) => new(name, status, "up", 12.5, "told", at ?? Now);

    public static DownloadFailed DownloadFailed(Guid userId, Guid? downloadId = null, DateTimeOffset? at = null) =>
        new(downloadId ?? Guid.CreateVersion7(), userId, Title: null, "Private video", at ?? Now);
}

using MediaNest.ServiceDefaults.Identity;

namespace MediaNest.Notification.Realtime;

/// <summary>Another name of an event, for clients that know it by that one.</summary>
/// <param name="Name">The name.</param>
/// <param name="Room">The one room that gets it, where not everybody does who gets the event.</param>
/// <param name="WantsAck">Whether clients are asked to acknowledge it.</param>
internal sealed record EventAlias(string Name, string? Room = null, bool WantsAck = false);

/// <summary>The events that clients get (<c>design/realtime.md</c>), and their aliases.</summary>
internal static class RealtimeEvents
{
    public const string ConnectionEstablished = "connection:established";
    public const string StateInitial = "state:initial";
    public const string StateSync = "state:sync";
    public const string RequestCreated = "request:created";
    public const string RequestUpdated = "request:updated";
    public const string DownloadCreated = "download:created";
    public const string DownloadProgress = "download:progress";
    public const string DownloadCompleted = "download:completed";
    public const string DownloadFailed = "download:failed";
    public const string DownloadCancelled = "download:cancelled";
    public const string SystemNotification = "system:notification";
    public const string NotificationRead = "notification:read";
    public const string ServiceStatus = "service:status";
    public const string SystemAlert = "system:alert";
    public const string PreferencesUpdated = "preferences:updated";
    public const string AdminBroadcast = "admin:broadcast:message";
    public const string UserChanged = "user:changed";
    public const string SessionRevoked = "session:revoked";
    public const string Error = "error";

    private static readonly Dictionary<string, EventAlias[]> Aliases = new(StringComparer.Ordinal)
    {
        [RequestCreated] = [new("newRequest", SocketRooms.Role(Roles.Admin))],
        [RequestUpdated] = [new("mediaRequest:statusChanged", WantsAck: true), new("mediaRequestUpdate")],
        [DownloadProgress] = [new("downloadProgress")],
        [DownloadCompleted] = [new("downloadComplete")],
        [SystemNotification] = [new("newNotification")],
        [ServiceStatus] = [new("serviceStatus")],
        [SystemAlert] = [new("systemAlert")],
    };

    /// <summary>The event's other names.</summary>
    public static IReadOnlyList<EventAlias> AliasesOf(string eventName) => Aliases.GetValueOrDefault(eventName, []);
}

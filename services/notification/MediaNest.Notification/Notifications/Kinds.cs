namespace MediaNest.Notification.Notifications;

/// <summary>The types of notifications as text: <see cref="Contracts.NotificationType"/> in lower-case kebab.</summary>
internal static class Kinds
{
    public const string RequestCreated = "request-created";
    public const string EpisodesArrived = "episodes-arrived";
    public const string DownloadCompleted = "download-completed";
    public const string DownloadFailed = "download-failed";
    public const string SecurityAlert = "security-alert";
    public const string WebhookDisabled = "webhook-disabled";
    public const string Broadcast = "broadcast";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlySet<string> All =
        Enum.GetNames<Contracts.NotificationType>().Select(System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName).ToHashSet(StringComparer.Ordinal);

    /// <summary>Whether several of them within a short while are told of together; what an administrator has to say to everybody is not.</summary>
    public static bool AreGathered(string kind) => kind is not (Broadcast or WebhookDisabled);
}

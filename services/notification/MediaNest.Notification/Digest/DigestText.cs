using System.Globalization;
using System.Text.Json;
using MediaNest.Notification.Notifications;

namespace MediaNest.Notification.Digest;

/// <summary>What is said of several notifications of one type.</summary>
internal static class DigestText
{
    private const int MostTitles = 3;

    public static (string Title, string Message) For(string kind, IReadOnlyList<StoredNotification> notifications)
    {
        var count = notifications.Count.ToString(CultureInfo.InvariantCulture);
        var (title, message) = kind switch
        {
            Kinds.RequestCreated => ("New requests", $"{count} new requests came in."),
            Kinds.EpisodesArrived => Episodes(notifications),
            Kinds.DownloadCompleted => ("Downloads finished", $"{count} downloads have finished."),
            Kinds.DownloadFailed => ("Downloads failed", $"{count} downloads failed."),
            Kinds.SecurityAlert => ("Security alerts", $"{count} security alerts were raised."),
            "request-approved" => ("Requests approved", $"{count} requests were approved."),
            "request-denied" => ("Requests denied", $"{count} requests were denied."),
            "request-available" => ("Ready to watch", $"{count} titles are in the library."),
            "request-partially-available" => ("Partly ready to watch", $"Parts of {count} titles are in the library."),
            "request-failed" => ("Requests failed", $"{count} requests could not be fetched."),
            _ => ($"{count} notifications", $"{count} notifications came in."),
        };
        return (title, message);
    }

    /// <summary>Counts episodes, not the times that some arrived.</summary>
    private static (string Title, string Message) Episodes(IReadOnlyList<StoredNotification> notifications)
    {
        var all = notifications.Select(notification => JsonSerializer.Deserialize<EpisodesData>(notification.Data, ServiceDefaults.JsonDefaults.Options)!).ToList();
        var shows = all.Select(data => data.ShowTitle).Distinct(StringComparer.Ordinal).ToList();
        var named = string.Join(", ", shows.Take(MostTitles).Select(show => $"“{show}”"));
        var more = shows.Count > MostTitles ? string.Create(CultureInfo.InvariantCulture, $" and {shows.Count - MostTitles} more") : "";
        return ("New episodes", string.Create(CultureInfo.InvariantCulture, $"{all.Sum(data => data.Episodes)} episodes of {named}{more} arrived."));
    }
}

using System.Globalization;
using System.Text.Json.Nodes;
using MediaNest.Simulators.Catalogue;
using MediaNest.Simulators.Webhooks;

namespace MediaNest.Simulators.Overseerr;

/// <summary>Overseerr's webhook in its default template: every leaf a string, blocks that do not apply null.</summary>
internal sealed class OverseerrWebhooks(WebhookSender sender, SimulatorSettings settings)
{
    public void Send(string type, OverseerrRequest request, MediaStatus status, MediaStatus status4K)
    {
        var title = request.Title;
        var body = new JsonObject
        {
            ["notification_type"] = type,
            ["event"] = EventOf(type, request),
            ["subject"] = $"{title.Name} ({title.Year})",
            ["message"] = title.Overview,
            ["image"] = $"https://image.tmdb.org/t/p/w600_and_h900_bestv2{title.PosterPath}",
            ["media"] = new JsonObject
            {
                ["media_type"] = title.Type.Text(),
                ["tmdbId"] = Text(title.TmdbId),
                ["tvdbId"] = title.TvdbId is { } tvdb ? Text(tvdb) : "",
                ["status"] = Name(status),
                ["status4k"] = Name(status4K),
            },
            ["request"] = new JsonObject
            {
                ["request_id"] = Text(request.Id),
                ["requestedBy_email"] = request.RequestedBy.Email,
                ["requestedBy_username"] = request.RequestedBy.Username,
                ["requestedBy_avatar"] = "",
                ["requestedBy_settings_discordId"] = "",
                ["requestedBy_settings_telegramChatId"] = "",
            },
            ["issue"] = null,
            ["comment"] = null,
            ["extra"] = title.Type is MediaType.Tv
                ? new JsonArray(new JsonObject { ["name"] = "Requested Seasons", ["value"] = string.Join(", ", request.Seasons) })
                : new JsonArray(),
        };
        Post(type, body);
    }

    /// <summary>What the button 'Test' in Overseerr's settings sends.</summary>
    public void SendTest() => Post("TEST_NOTIFICATION", new JsonObject
    {
        ["notification_type"] = "TEST_NOTIFICATION",
        ["event"] = "",
        ["subject"] = "Test Notification",
        ["message"] = "Check check, 1, 2, 3. Are we coming in clear?",
        ["image"] = "",
        ["media"] = null,
        ["request"] = null,
        ["issue"] = null,
        ["comment"] = null,
        ["extra"] = new JsonArray(),
    });

    private void Post(string type, JsonNode body) =>
        sender.Send(Systems.Overseerr, type, settings.Current.WebhookUrl, settings.Current.WebhookAuthorization, body);

    private static string EventOf(string type, OverseerrRequest request)
    {
        var kind = $"{(request.Is4K ? "4K " : "")}{(request.Title.Type is MediaType.Movie ? "Movie" : "Series")}";
        return type switch
        {
            "MEDIA_PENDING" => $"New {kind} Request",
            "MEDIA_APPROVED" => $"{kind} Request Approved",
            "MEDIA_AUTO_APPROVED" => $"{kind} Request Automatically Approved",
            "MEDIA_AVAILABLE" => $"{kind} Request Now Available",
            "MEDIA_DECLINED" => $"{kind} Request Declined",
            _ => $"{kind} Request Failed",
        };
    }

    private static string Name(MediaStatus status) => status switch
    {
        MediaStatus.Pending => "PENDING",
        MediaStatus.Processing => "PROCESSING",
        MediaStatus.PartiallyAvailable => "PARTIALLY_AVAILABLE",
        MediaStatus.Available => "AVAILABLE",
        _ => "UNKNOWN",
    };

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}

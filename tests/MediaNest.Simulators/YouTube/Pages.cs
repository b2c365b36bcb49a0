using System.Net;
using System.Security;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace MediaNest.Simulators.YouTube;

/// <summary>The text of pages: what yt-dlp's generic extractor reads, and little else.</summary>
internal static class Pages
{
    // The default encoder writes < and > as escapes, so that no title can end the script element.
    private static readonly JsonSerializerOptions Json = new() { Encoder = JavaScriptEncoder.Default };

    public static string Watch(Video video, string root)
    {
        var about = new JsonObject
        {
            ["@context"] = "https://schema.org",
            ["@type"] = "VideoObject",
            ["name"] = video.Title,
            ["description"] = $"{video.Title} by {video.Channel}: a test card with a tone, made for trying MediaNest.",
            ["thumbnailUrl"] = new JsonArray($"{root}/vi/{video.Id}/hqdefault.jpg"),
            ["uploadDate"] = "2024-05-17T12:00:00Z",
            ["duration"] = $"PT{MediaFiles.Seconds}S",
            ["contentUrl"] = $"{root}/media/{video.Id}/master.m3u8",
            ["author"] = new JsonObject { ["@type"] = "Person", ["name"] = video.Channel },
            ["keywords"] = "test,simulated",
            ["interactionStatistic"] = new JsonObject
            {
                ["@type"] = "InteractionCounter",
                ["interactionType"] = new JsonObject { ["@type"] = "https://schema.org/WatchAction" },
                ["userInteractionCount"] = 4242,
            },
            ["hasPart"] = new JsonArray(Clip("Opening", 0, 2), Clip("Middle", 2, 4), Clip("End", 4, MediaFiles.Seconds)),
        };
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <title>{Escape(video.Title)}</title>
            <script type="application/ld+json">{about.ToJsonString(Json)}</script>
            </head>
            <body><h1>{Escape(video.Title)}</h1><p>{Escape(video.Channel)}</p></body>
            </html>
            """;
    }

    /// <summary>A feed: yt-dlp makes a playlist of it, with a title and an address for each entry.</summary>
    public static string Playlist(string title, IEnumerable<Video> videos, string root)
    {
        var xml = new StringBuilder("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<rss version=\"2.0\" xmlns:itunes=\"http://www.itunes.com/dtds/podcast-1.0.dtd\"><channel>");
        xml.Append("<title>").Append(SecurityElement.Escape(title)).Append("</title><description>Simulated</description>");
        foreach (var video in videos)
        {
            xml.Append("<item><title>").Append(SecurityElement.Escape(video.Refusal is null ? video.Title : "[Private video]"))
                .Append("</title><link>").Append(root).Append("/watch/").Append(video.Id)
                .Append("</link><itunes:duration>").Append(MediaFiles.Seconds).Append("</itunes:duration></item>");
        }

        return xml.Append("</channel></rss>").ToString();
    }

    public static string Escape(string text) => WebUtility.HtmlEncode(text);

    private static JsonObject Clip(string name, int start, int end) =>
        new() { ["@type"] = "Clip", ["name"] = name, ["startOffset"] = start, ["endOffset"] = end };
}

namespace MediaNest.Simulators.YouTube;

/// <summary>A video page, or the refusal a page answers with.</summary>
internal sealed record Video(string Id, string Title, string Channel, Refusal? Refusal = null)
{
    /// <summary>Milliseconds each media segment is held back, so that a download can be watched or cancelled.</summary>
    public int SegmentDelayMs { get; init; }
}

/// <summary>
/// How a page refuses. yt-dlp's generic extractor repeats the reason phrase of the status line in its error, so the
/// words that the real extractor prints travel there.
/// </summary>
internal sealed record Refusal(int Status, string Reason);

/// <summary>The videos there are. Ids have 11 characters like the real ones.</summary>
internal static class Videos
{
    private const int IdLength = 11;

    private static readonly Dictionary<string, Video> Known = new Video[]
    {
        new("dQw4w9WgXcQ", "Rick Astley - Never Gonna Give You Up", "Rick Astley"),
        new("aqz-KE-bpKQ", "Big Buck Bunny 60fps 4K", "Blender"),
        new("eRsGyueVLvQ", "Sintel - Open Movie", "Blender"),
        new("R6MlUcmOul8", "Tears of Steel", "Blender"),
        new("simVideo001", "Simulated test card, part 1", "MediaNest Simulators"),
        new("simVideo002", "Simulated test card, part 2", "MediaNest Simulators"),
        new("simVideo003", "Simulated test card, part 3", "MediaNest Simulators"),
        new("simUnicode1", "Grüße aus Zürich: 東京の夜 & <b>bold</b> / \"quotes\" 🎬", "Kanal Ünïcödé"),
        new("simDotDot01", "../../etc/passwd", ".."),
        new("simSlow0001", "A video that takes its time", "MediaNest Simulators") { SegmentDelayMs = 1000 },
        new("simPrivate1", "", "", new Refusal(403, "Private video. Sign in if you've been granted access to this video")),
        new("simRemoved1", "", "", new Refusal(404, "Video unavailable. This video has been removed by the uploader")),
        new("simCopyrgt1", "", "", new Refusal(403, "Video unavailable. This video is no longer available due to a copyright claim")),
        new("simCountry1", "", "", new Refusal(403, "The uploader has not made this video available in your country")),
        new("simAgeGate1", "", "", new Refusal(403, "Sign in to confirm your age. This video may be inappropriate for some users.")),
        new("simMembers1", "", "", new Refusal(403, "Join this channel to get access to members-only content like this video, and other exclusive perks.")),
        new("simNotABot1", "", "", new Refusal(403, "Sign in to confirm you're not a bot. This helps protect our community.")),
        new("simTooMany1", "", "", new Refusal(429, "Too Many Requests")),
        new("simDrmOnly1", "", "", new Refusal(403, "This video is DRM protected")),
        new("simBroken01", "", "", new Refusal(503, "Service Unavailable")),
    }.ToDictionary(video => video.Id, StringComparer.Ordinal);

    public static IReadOnlyCollection<Video> All => Known.Values;

    public static IReadOnlyDictionary<string, (string Title, IReadOnlyList<string> VideoIds)> Playlists { get; } =
        new Dictionary<string, (string, IReadOnlyList<string>)>(StringComparer.Ordinal)
        {
            ["PLsimulated0000000000000000000001"] = ("Simulated playlist", ["simVideo001", "simVideo002", "simVideo003"]),
            ["PLsimulated0000000000000000000002"] = ("A playlist with a private video", ["simVideo001", "simPrivate1", "simVideo002"]),
        };

    /// <summary>
    /// The video of that id. Besides the known ones every id that begins with <c>sim</c> (quick) or <c>slow</c> (slow)
    /// exists, so that a test can have as many as it needs; anything else is unavailable.
    /// </summary>
    public static Video Find(string id)
    {
        if (Known.TryGetValue(id, out var video))
        {
            return video;
        }

        var wellFormed = id.Length == IdLength && id.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');
        if (wellFormed && id.StartsWith("slow", StringComparison.Ordinal))
        {
            return new Video(id, $"Slow simulated video {id[4..]}", "MediaNest Simulators") { SegmentDelayMs = 1000 };
        }

        return wellFormed && id.StartsWith("sim", StringComparison.Ordinal)
            ? new Video(id, $"Simulated video {id[3..]}", "MediaNest Simulators")
            : new Video(id, "", "", new Refusal(404, "Video unavailable"));
    }
}

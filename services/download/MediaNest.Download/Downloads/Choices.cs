using System.Collections.Frozen;

namespace MediaNest.Download.Downloads;

/// <summary>The qualities and formats a client may ask for, as <c>api.md</c> lists them.</summary>
internal static class Choices
{
    public const string DefaultQuality = "1080p";
    public const string DefaultFormat = "mp4";
    public const string AudioQuality = "audio";

    public static readonly FrozenSet<string> Qualities =
        new[] { "best", "2160p", "1440p", "1080p", "720p", "480p", "360p", AudioQuality }.ToFrozenSet(StringComparer.Ordinal);

    public static readonly FrozenSet<string> Formats = new[] { "mp4", "webm", "mkv", "mp3", "m4a" }.ToFrozenSet(StringComparer.Ordinal);

    public static bool IsAudio(string format) => format is "mp3" or "m4a";

    /// <summary>The greatest height that a quality allows; null where it sets none.</summary>
    public static int? HeightOf(string quality) => quality.EndsWith('p') && int.TryParse(quality.AsSpan(0, quality.Length - 1), out var height) ? height : null;
}

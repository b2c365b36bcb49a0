using System.Globalization;
using System.Text.Json.Serialization;
using MediaNest.Download.Downloads;

namespace MediaNest.Download.Metadata;

/// <summary>What is known of a video before it is downloaded.</summary>
internal sealed record VideoMetadata(
    string Id,
    string Title,
    string? Channel,
    int? Duration,
    string? Thumbnail,
    string? Description,
    DateOnly? UploadDate,
    long? ViewCount,
    IReadOnlyList<string> AvailableQualities,
    bool IsPlaylist);

/// <summary>The part of yt-dlp's <c>-J</c> that matters here.</summary>
internal sealed record YtDlpInfo(
    string? Title,
    string? Channel,
    string? Uploader,
    double? Duration,
    string? Thumbnail,
    string? Description,
    [property: JsonPropertyName("upload_date")] string? UploadDate,
    [property: JsonPropertyName("view_count")] double? ViewCount,
    IReadOnlyList<YtDlpInfoFormat>? Formats)
{
    private static readonly int[] Heights = [2160, 1440, 1080, 720, 480, 360];

    public VideoMetadata AsMetadata(string videoId) => new(
        videoId,
        Title ?? videoId,
        Channel ?? Uploader,
        Duration is >= 0 and < int.MaxValue ? (int)Math.Round(Duration.Value) : null,
        Uri.TryCreate(Thumbnail, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" ? Thumbnail : null,
        Description,
        DateOnly.TryParseExact(UploadDate, "yyyyMMdd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null,
        ViewCount is >= 0 and < long.MaxValue ? (long)ViewCount.Value : null,
        QualitiesUpTo(Formats?.Max(format => format.Height)),
        IsPlaylist: false);

    private static List<string> QualitiesUpTo(double? greatest) =>
    [
        "best",
        .. Heights.Where(height => height <= greatest).Select(height => string.Create(CultureInfo.InvariantCulture, $"{height}p")),
        Choices.AudioQuality,
    ];
}

internal sealed record YtDlpInfoFormat(double? Height);

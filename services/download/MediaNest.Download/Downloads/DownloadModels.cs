using System.Linq.Expressions;
using MediaNest.Download.Addresses;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Paging;
using Microsoft.AspNetCore.Mvc;

namespace MediaNest.Download.Downloads;

/// <summary>What a client sends to have a video downloaded.</summary>
/// <param name="Url">The video's page at YouTube.</param>
/// <param name="Quality"><c>best</c>, <c>2160p</c> … <c>360p</c> or <c>audio</c>; 1080p by default.</param>
/// <param name="Format"><c>mp4</c>, <c>webm</c>, <c>mkv</c>, <c>mp3</c> or <c>m4a</c>; mp4 by default, m4a for audio.</param>
/// <param name="AddToPlex">Whether Plex is to look for it afterwards.</param>
/// <param name="DownloadPath">A folder under the download root; by default one named after the channel.</param>
internal sealed record DownloadRequest(string? Url, string? Quality, string? Format, bool? AddToPlex, string? DownloadPath)
{
    /// <summary>Reads the request; every complaint is reported, not the first alone.</summary>
    public (VideoAddress? Address, DownloadOrder? Order, IReadOnlyList<FieldError> Errors) Read(string root)
    {
        List<FieldError> errors = [];
        if (!VideoAddress.TryParse(Url, out var address, out var complaint))
        {
            errors.Add(new FieldError("url", complaint!));
        }

        if (Quality is not null && !Choices.Qualities.Contains(Quality))
        {
            errors.Add(new FieldError("quality", "Must be one of best, 2160p, 1440p, 1080p, 720p, 480p, 360p and audio."));
        }

        if (Format is not null && !Choices.Formats.Contains(Format))
        {
            errors.Add(new FieldError("format", "Must be one of mp4, webm, mkv, mp3 and m4a."));
        }
        else if (Quality == Choices.AudioQuality && Format is not null && !Choices.IsAudio(Format))
        {
            errors.Add(new FieldError("format", "Must be mp3 or m4a where the quality is audio."));
        }

        var folder = DownloadPath is null ? "" : DownloadFolder.Normalise(DownloadPath, root);
        if (folder is null || (folder.Length > 0 && !DownloadFolder.HasNoLinks(root, folder)))
        {
            errors.Add(new FieldError("downloadPath", "Must be a folder under the download root, with plain names of letters, digits, spaces and - _ . , ( )."));
        }

        if (errors.Count > 0)
        {
            return (null, null, errors);
        }

        var format = Format ?? (Quality == Choices.AudioQuality ? "m4a" : Choices.DefaultFormat);
        // a sound file has no height: asked for in two qualities it is the same file
        var quality = Choices.IsAudio(format) ? Choices.AudioQuality : Quality ?? Choices.DefaultQuality;
        return (address, new DownloadOrder(quality, format, AddToPlex ?? false, folder!), []);
    }
}

/// <summary>A download as clients see it.</summary>
internal sealed record DownloadView(
    Guid Id,
    Guid? UserId,
    string Url,
    string VideoId,
    string? Title,
    string? Channel,
    int? DurationSeconds,
    DownloadStatus Status,
    string Quality,
    string Format,
    bool AddToPlex,
    double Progress,
    double? Speed,
    int? Eta,
    long? DownloadedBytes,
    long? TotalBytes,
    string? FilePath,
    long? FileSize,
    DownloadErrorView? Error,
    int Attempts,
    DateTimeOffset CreatedAt,
    DateTimeOffset? StartedAt,
    DateTimeOffset? CompletedAt)
{
    public static readonly Expression<Func<Download, DownloadView>> Of = download => new DownloadView(
        download.Id,
        download.UserId,
        download.Url,
        download.VideoId,
        download.Title,
        download.Channel,
        download.DurationSeconds,
        download.Status,
        download.Quality,
        download.Format,
        download.AddToPlex,
        download.Progress,
        download.BytesPerSecond,
        download.EtaSeconds,
        download.DownloadedBytes,
        download.TotalBytes,
        download.Status == DownloadStatus.Completed ? download.RelativePath : null,
        download.SizeBytes,
        download.ErrorCode == null ? null : new DownloadErrorView(download.ErrorCode, download.ErrorMessage ?? ""),
        download.Attempts,
        download.CreatedAt,
        download.StartedAt,
        download.FinishedAt);

    private static readonly Func<Download, DownloadView> Compiled = Of.Compile();

    public static DownloadView From(Download download) => Compiled(download);
}

/// <summary>Why a download failed, or waits.</summary>
internal sealed record DownloadErrorView(string Code, string Message);

/// <summary>A page of downloads.</summary>
internal sealed record DownloadPage(IReadOnlyList<DownloadView> Items, Pagination Pagination);

/// <summary>What became of a download that a client sent away: <c>cancelled</c>, or <c>deleted</c> with its files.</summary>
internal sealed record DownloadRemoval(Guid Id, string Status);

/// <summary>What stands in the way of a new download; the id only where the caller may see it.</summary>
internal sealed record SameDownload(Guid? DownloadId, DownloadStatus Status);

/// <summary>How many downloads a user may still begin.</summary>
internal sealed record DownloadQuota(int Limit, int Used, int Remaining, int WindowSeconds, DateTimeOffset? ResetsAt);

/// <summary>The filters of the list.</summary>
internal sealed record DownloadFilter(
    [property: FromQuery(Name = "status")] string? Status,
    [property: FromQuery(Name = "userId")] Guid? UserId,
    [property: FromQuery(Name = "sort")] string? Sort);

using System.ComponentModel.DataAnnotations;

namespace MediaNest.Download.YtDlp;

/// <summary>Section <c>YouTube</c>.</summary>
internal sealed class YouTubeOptions : IValidatableObject
{
    public const string SectionName = "YouTube";

    [Required(ErrorMessage = "YouTube:YtDlpPath must name the yt-dlp program.")]
    public string YtDlpPath { get; set; } = "yt-dlp";

    [Required(ErrorMessage = "YouTube:FfmpegPath must name the ffmpeg program.")]
    public string FfmpegPath { get; set; } = "ffmpeg";

    [Required(ErrorMessage = "YouTube:FfprobePath must name the ffprobe program.")]
    public string FfprobePath { get; set; } = "ffprobe";

    /// <summary>Where finished files go; relative to the working directory unless absolute.</summary>
    [Required(ErrorMessage = "YouTube:DownloadRoot must name a directory.")]
    public string DownloadRoot { get; set; } = ".medianest/downloads";

    /// <summary>Where unfinished ones live; must be on the file system of the download root. Empty for a hidden directory in it.</summary>
    public string WorkDirectory { get; set; } = "";

    /// <summary>Empty for YouTube itself; set, pages are fetched at <c>{PageBaseUrl}/watch/{videoId}</c> instead.</summary>
    public string PageBaseUrl { get; set; } = "";

    [Range(1, 16, ErrorMessage = "YouTube:MaxConcurrentDownloads must lie between 1 and 16.")]
    public int MaxConcurrentDownloads { get; set; } = 2;

    [Range(1, 50, ErrorMessage = "YouTube:MaxAttempts must lie between 1 and 50.")]
    public int MaxAttempts { get; set; } = 5;

    /// <summary>The first pause after a passing failure; it doubles with each attempt.</summary>
    [Range(0.01, 3600, ErrorMessage = "YouTube:RetryDelaySeconds must lie between 0.01 and 3600.")]
    public double RetryDelaySeconds { get; set; } = 15;

    /// <summary>How long nothing is fetched after YouTube took us for a robot.</summary>
    [Range(0.1, 86_400, ErrorMessage = "YouTube:CooldownSeconds must lie between 0.1 and 86400.")]
    public double CooldownSeconds { get; set; } = 600;

    /// <summary>How long a stopped yt-dlp may take to tidy up before it is killed.</summary>
    [Range(0.1, 60, ErrorMessage = "YouTube:GraceSeconds must lie between 0.1 and 60.")]
    public double GraceSeconds { get; set; } = 4;

    /// <summary>A download whose worker has been silent this long is taken over by another.</summary>
    [Range(2, 600, ErrorMessage = "YouTube:LeaseSeconds must lie between 2 and 600.")]
    public double LeaseSeconds { get; set; } = 20;

    /// <summary>How often the queue is looked at without being told to.</summary>
    [Range(0.05, 60, ErrorMessage = "YouTube:PollSeconds must lie between 0.05 and 60.")]
    public double PollSeconds { get; set; } = 2;

    /// <summary>A yt-dlp that says nothing for so long is stuck, and is stopped and tried again.</summary>
    [Range(5, 3600, ErrorMessage = "YouTube:SilenceSeconds must lie between 5 and 3600.")]
    public double SilenceSeconds { get; set; } = 300;

    [Range(1, 600, ErrorMessage = "YouTube:MetadataTimeoutSeconds must lie between 1 and 600.")]
    public double MetadataTimeoutSeconds { get; set; } = 45;

    /// <summary>Larger files are refused; null for no limit.</summary>
    [Range(1, 1_000_000, ErrorMessage = "YouTube:MaxFileSizeMegabytes must lie between 1 and 1000000.")]
    public int? MaxFileSizeMegabytes { get; set; }

    /// <summary>What <c>GET /youtube/quota</c> tells; the gateway is who enforces it.</summary>
    [Range(1, 1000, ErrorMessage = "YouTube:DownloadsPerHour must lie between 1 and 1000.")]
    public int DownloadsPerHour { get; set; } = 5;

    public string RootPath => Path.TrimEndingDirectorySeparator(Path.GetFullPath(DownloadRoot));

    public string WorkPath => WorkDirectory.Length > 0 ? Path.TrimEndingDirectorySeparator(Path.GetFullPath(WorkDirectory)) : Path.Combine(RootPath, ".medianest-work");

    public string PageOf(Addresses.VideoAddress address) =>
        PageBaseUrl.Length > 0 ? $"{PageBaseUrl.TrimEnd('/')}/watch/{address.VideoId}" : address.Canonical;

    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (PageBaseUrl.Length > 0 && (!Uri.TryCreate(PageBaseUrl, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https")))
        {
            yield return new ValidationResult("YouTube:PageBaseUrl must be empty or an absolute http or https address.", [nameof(PageBaseUrl)]);
        }
    }
}

namespace MediaNest.Download.YtDlp;

/// <summary>What a failure of yt-dlp asks for.</summary>
internal enum FailureKind
{
    /// <summary>Will never work.</summary>
    Permanent,

    /// <summary>Would work for a signed-in account, which we have not.</summary>
    NeedsCookies,

    /// <summary>YouTube has had enough of us: leave it alone for a while, keep the item.</summary>
    Cooldown,

    /// <summary>May pass by itself.</summary>
    Transient,

    /// <summary>The address of the media has gone stale: worth one more extraction, at once.</summary>
    Stale,

    /// <summary>Something for the owner of the machine to mend; keep the item.</summary>
    Operator,
}

/// <summary>Why yt-dlp failed: what to do about it, a code for programs and a sentence for people. Never yt-dlp's own text, which holds paths.</summary>
internal sealed record YtDlpFailure(FailureKind Kind, string Code, string Message)
{
    public static readonly YtDlpFailure Missing = new(FailureKind.Operator, "tool-missing", "The download program cannot be started.");
    public static readonly YtDlpFailure Silent = new(FailureKind.Transient, "stalled", "The download stood still.");
    public static readonly YtDlpFailure NoFile = new(FailureKind.Transient, "no-file", "The download ended without a file.");
    public static readonly YtDlpFailure Unplayable = new(FailureKind.Transient, "unplayable", "The downloaded file cannot be played.");
    public static readonly YtDlpFailure TooLarge = new(FailureKind.Permanent, "too-large", "The video is larger than is allowed here.");
    public static readonly YtDlpFailure TimedOut = new(FailureKind.Transient, "timed-out", "YouTube did not answer in time.");

    private static readonly YtDlpFailure Unavailable = new(FailureKind.Permanent, "video-unavailable", "The video is not available.");
    private static readonly YtDlpFailure Unknown = new(FailureKind.Transient, "download-error", "The download failed.");

    // in order: what is more particular comes first. 'not a bot' without its apostrophe, of which there are two sorts
    private static readonly (string Text, YtDlpFailure Failure)[] Known =
    [
        ("not a bot", new(FailureKind.Cooldown, "rate-limited", "YouTube refuses for now; the download waits its turn.")),
        ("HTTP Error 429", new(FailureKind.Cooldown, "rate-limited", "YouTube refuses for now; the download waits its turn.")),
        ("rate-limited", new(FailureKind.Cooldown, "rate-limited", "YouTube refuses for now; the download waits its turn.")),
        ("rate limited", new(FailureKind.Cooldown, "rate-limited", "YouTube refuses for now; the download waits its turn.")),
        ("captcha", new(FailureKind.Cooldown, "rate-limited", "YouTube refuses for now; the download waits its turn.")),
        ("confirm your age", new(FailureKind.NeedsCookies, "age-restricted", "The video is age-restricted.")),
        ("members", new(FailureKind.NeedsCookies, "members-only", "The video is for the channel's members only.")),
        ("No space left", new(FailureKind.Operator, "disk-full", "There is no space left for downloads.")),
        ("unable to write data", new(FailureKind.Operator, "disk-full", "The download cannot be written.")),
        ("unable to open for writing", new(FailureKind.Operator, "not-writable", "The download cannot be written.")),
        ("ffmpeg not found", new(FailureKind.Operator, "tool-missing", "A program that downloads need is missing.")),
        ("ffprobe and ffmpeg not found", new(FailureKind.Operator, "tool-missing", "A program that downloads need is missing.")),
        ("Private video", new(FailureKind.Permanent, "video-private", "The video is private.")),
        ("copyright", new(FailureKind.Permanent, "video-removed", "The video was removed for copyright reasons.")),
        ("not made this video available in your country", new(FailureKind.Permanent, "geo-blocked", "The video is not available in this country.")),
        ("Video unavailable", Unavailable),
        ("removed", new(FailureKind.Permanent, "video-removed", "The video was removed.")),
        ("DRM", new(FailureKind.Permanent, "drm-protected", "The video is copy-protected.")),
        ("Unsupported URL", Unavailable),
        ("is not a valid URL", Unavailable),
        ("HTTP Error 404", Unavailable),
        ("HTTP Error 410", Unavailable),
        ("Requested format is not available", new(FailureKind.Permanent, "no-such-format", "The video is not available in this quality and format.")),
        ("HTTP Error 403", new(FailureKind.Stale, "forbidden", "YouTube refused the file.")),
        ("HTTP Error 5", new(FailureKind.Transient, "upstream-error", "YouTube answered with an error.")),
        ("timed out", TimedOut),
        ("Connection refused", new(FailureKind.Transient, "unreachable", "YouTube cannot be reached.")),
        ("Connection reset", new(FailureKind.Transient, "unreachable", "YouTube broke the connection.")),
        ("Name or service not known", new(FailureKind.Transient, "unreachable", "YouTube cannot be reached.")),
        ("Temporary failure in name resolution", new(FailureKind.Transient, "unreachable", "YouTube cannot be reached.")),
        ("bytes, expected", new(FailureKind.Transient, "incomplete", "The download broke off.")),
        ("more expected", new(FailureKind.Transient, "incomplete", "The download broke off.")),
    ];

    /// <summary>Reads yt-dlp's complaints.</summary>
    /// <param name="errors">Its lines on standard error.</param>
    public static YtDlpFailure Classify(IEnumerable<string> errors)
    {
        var lines = errors.Where(line => line.StartsWith("ERROR:", StringComparison.Ordinal)).ToList();
        foreach (var (text, failure) in Known)
        {
            if (lines.Exists(line => line.Contains(text, StringComparison.OrdinalIgnoreCase)))
            {
                return failure;
            }
        }

        return Unknown;
    }
}

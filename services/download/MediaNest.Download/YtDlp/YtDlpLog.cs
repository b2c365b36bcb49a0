namespace MediaNest.Download.YtDlp;

internal static partial class YtDlpLog
{
    [LoggerMessage(20, LogLevel.Information, "yt-dlp for download {DownloadId} ended with {ExitCode}; its last complaint: {Complaint}")]
    public static partial void Ended(this ILogger logger, Guid downloadId, int exitCode, string? complaint);

    [LoggerMessage(21, LogLevel.Warning, "Killed {Count} process(es) that a service which died had left behind")]
    public static partial void KilledOrphans(this ILogger logger, int count);

    [LoggerMessage(22, LogLevel.Information, "yt-dlp {YtDlp}, ffmpeg {Ffmpeg}")]
    public static partial void Tools(this ILogger logger, string ytDlp, string ffmpeg);

    [LoggerMessage(23, LogLevel.Error, "Downloads cannot work: {Program} does not run")]
    public static partial void ToolMissing(this ILogger logger, string program);
}

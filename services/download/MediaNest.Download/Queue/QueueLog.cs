namespace MediaNest.Download.Queue;

internal static partial class QueueLog
{
    [LoggerMessage(10, LogLevel.Information, "Download {DownloadId} of video {VideoId} begins, attempt {Attempt}")]
    public static partial void Began(this ILogger logger, Guid downloadId, string videoId, int attempt);

    [LoggerMessage(11, LogLevel.Information, "Download {DownloadId} is complete, {Bytes} bytes")]
    public static partial void Completed(this ILogger logger, Guid downloadId, long bytes);

    [LoggerMessage(12, LogLevel.Warning, "Download {DownloadId} failed with {Code}; for good: {Final}; else again in {Delay}")]
    public static partial void Failed(this ILogger logger, Guid downloadId, string code, bool final, TimeSpan delay);

    [LoggerMessage(13, LogLevel.Error, "Download {DownloadId} broke")]
    public static partial void Broke(this ILogger logger, Exception exception, Guid downloadId);

    [LoggerMessage(14, LogLevel.Warning, "The lease of download {DownloadId} could not be renewed: {Reason}")]
    public static partial void NotRenewed(this ILogger logger, Guid downloadId, string reason);

    [LoggerMessage(15, LogLevel.Warning, "What earlier runs left behind could not be cleared up")]
    public static partial void NotClearedUp(this ILogger logger, Exception exception);

    [LoggerMessage(16, LogLevel.Error, "A worker of the download queue failed and goes on")]
    public static partial void WorkerFailed(this ILogger logger, Exception exception);
}

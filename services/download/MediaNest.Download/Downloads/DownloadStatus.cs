namespace MediaNest.Download.Downloads;

internal enum DownloadStatus
{
    Queued,
    Downloading,
    Processing,
    Completed,
    Failed,
    Cancelled,
}

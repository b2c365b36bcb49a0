using System.Globalization;
using MassTransit;
using MediaNest.Contracts;

namespace MediaNest.Notification.Notifications.Consumers;

internal sealed class DownloadFailedConsumer(Notifier notifier) : IConsumer<DownloadFailed>
{
    public Task Consume(ConsumeContext<DownloadFailed> context)
    {
        var download = context.Message;
        // a download that is retried can fail again: that is another cause, and its time tells them apart
        var failure = download.OccurredAt.ToUnixTimeMilliseconds().ToString(CultureInfo.InvariantCulture);
        var news = new News(
            $"download:{download.DownloadId:N}:failed:{failure}",
            Kinds.DownloadFailed,
            "Download failed",
            $"{(download.Title is null ? "A video" : $"“{download.Title}”")} could not be downloaded: {download.Error}",
            new DownloadData(download.DownloadId));
        return notifier.TellAsync([download.UserId], news, download, context.CancellationToken);
    }
}

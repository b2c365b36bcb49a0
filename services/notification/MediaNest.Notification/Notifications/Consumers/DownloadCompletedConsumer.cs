using MassTransit;
using MediaNest.Contracts;

namespace MediaNest.Notification.Notifications.Consumers;

internal sealed class DownloadCompletedConsumer(Notifier notifier) : IConsumer<DownloadCompleted>
{
    public Task Consume(ConsumeContext<DownloadCompleted> context)
    {
        var download = context.Message;
        var news = new News(
            $"download:{download.DownloadId:N}:completed",
            Kinds.DownloadCompleted,
            "Download finished",
            $"“{download.Title}” has been downloaded.",
            new DownloadData(download.DownloadId));
        return notifier.TellAsync([download.UserId], news, download, context.CancellationToken);
    }
}

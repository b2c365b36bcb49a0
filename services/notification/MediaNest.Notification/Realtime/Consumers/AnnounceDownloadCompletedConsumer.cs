using MassTransit;
using MediaNest.Contracts;
using MediaNest.Notification.Realtime.State;

namespace MediaNest.Notification.Realtime.Consumers;

internal sealed class AnnounceDownloadCompletedConsumer(LiveDownloads downloads, Announcer announcer) : IConsumer<DownloadCompleted>
{
    public async Task Consume(ConsumeContext<DownloadCompleted> context)
    {
        if (await downloads.CompleteAsync(context.Message, context.CancellationToken) is { } download)
        {
            await announcer.SendAsync(RealtimeEvents.DownloadCompleted, download.AsItem(), Audiences.Of(download));
        }
    }
}

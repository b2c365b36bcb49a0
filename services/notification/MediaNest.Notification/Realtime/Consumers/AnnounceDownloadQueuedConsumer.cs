using MassTransit;
using MediaNest.Contracts;
using MediaNest.Notification.Realtime.State;

namespace MediaNest.Notification.Realtime.Consumers;

internal sealed class AnnounceDownloadQueuedConsumer(LiveDownloads downloads, Announcer announcer) : IConsumer<DownloadQueued>
{
    public async Task Consume(ConsumeContext<DownloadQueued> context)
    {
        if (await downloads.QueueAsync(context.Message, context.CancellationToken) is { } download)
        {
            await announcer.SendAsync(RealtimeEvents.DownloadCreated, download.AsItem(), Audiences.Of(download));
        }
    }
}

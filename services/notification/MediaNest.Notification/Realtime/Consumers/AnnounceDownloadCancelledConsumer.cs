using MassTransit;
using MediaNest.Contracts;
using MediaNest.Notification.Realtime.State;

namespace MediaNest.Notification.Realtime.Consumers;

internal sealed class AnnounceDownloadCancelledConsumer(LiveDownloads downloads, Announcer announcer) : IConsumer<DownloadCancelled>
{
    public async Task Consume(ConsumeContext<DownloadCancelled> context)
    {
        if (await downloads.CancelAsync(context.Message, context.CancellationToken) is { } download)
        {
            await announcer.SendAsync(RealtimeEvents.DownloadCancelled, download.AsItem(), Audiences.Of(download));
        }
    }
}

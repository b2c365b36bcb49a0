using MassTransit;
using MediaNest.Contracts;
using MediaNest.Notification.Realtime.State;

namespace MediaNest.Notification.Realtime.Consumers;

internal sealed class AnnounceDownloadFailedConsumer(LiveDownloads downloads, Announcer announcer) : IConsumer<DownloadFailed>
{
    public async Task Consume(ConsumeContext<DownloadFailed> context)
    {
        if (await downloads.FailAsync(context.Message, context.CancellationToken) is { } download)
        {
            await announcer.SendAsync(RealtimeEvents.DownloadFailed, download.AsItem(), Audiences.Of(download));
        }
    }
}

using MassTransit;
using MediaNest.Contracts;
using MediaNest.Notification.Data;
using MediaNest.Notification.Realtime.State;

namespace MediaNest.Notification.Realtime.Consumers;

/// <summary>Comes without the inbox's transaction, and needs one: the download's row is held until its progress is told.</summary>
internal sealed class AnnounceDownloadProgressedConsumer(LiveDownloads downloads, Announcer announcer, NotificationDbContext database)
    : IConsumer<DownloadProgressed>
{
    public async Task Consume(ConsumeContext<DownloadProgressed> context)
    {
        var own = database.Database.CurrentTransaction is null ? await database.Database.BeginTransactionAsync(context.CancellationToken) : null;
        await using (own)
        {
            if (await downloads.ProgressAsync(context.Message, context.CancellationToken) is { } download)
            {
                await announcer.SendAsync(RealtimeEvents.DownloadProgress, download.AsItem(), Audiences.Of(download));
            }

            if (own is not null)
            {
                await own.CommitAsync(context.CancellationToken);
            }
        }
    }
}

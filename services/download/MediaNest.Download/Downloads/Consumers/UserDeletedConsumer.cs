using MassTransit;
using MediaNest.Contracts;
using MediaNest.Download.Data;
using MediaNest.Messaging;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Download.Downloads.Consumers;

/// <summary>
/// What the person had begun is dropped (a worker on it notices that its lease is gone); what they brought into the household's library
/// stays there, and is nobody's from now on.
/// </summary>
internal sealed class UserDeletedConsumer(DownloadDbContext database, IEventPublisher events, TimeProvider clock) : IConsumer<UserDeleted>
{
    public async Task Consume(ConsumeContext<UserDeleted> context)
    {
        var userId = context.Message.UserId;
        var begun = await database.Downloads
            .Where(download => download.UserId == userId && download.Status != DownloadStatus.Completed)
            .ToListAsync(context.CancellationToken);
        foreach (var download in begun.Where(download => download.IsActive))
        {
            // whoever counts downloads is told, but not whose it was
            await events.Publish(new DownloadCancelled(download.Id, Guid.Empty, Title: null, clock.GetUtcNow()), context.CancellationToken);
        }

        await database.SaveChangesAsync(context.CancellationToken);
        await database.Downloads
            .Where(download => download.UserId == userId && download.Status != DownloadStatus.Completed)
            .ExecuteDeleteAsync(context.CancellationToken);
        await database.Downloads
            .Where(download => download.UserId == userId)
            .ExecuteUpdateAsync(set => set.SetProperty(download => download.UserId, (Guid?)null).SetProperty(download => download.CorrelationId, (string?)null), context.CancellationToken);
        await database.EraseSentEventsAsync(userId, context.CancellationToken);
    }
}

using MassTransit;
using MediaNest.Contracts;
using MediaNest.Download.Data;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Download.Downloads.Consumers;

/// <summary>
/// What the person had begun is dropped (a worker on it notices that its lease is gone); what they brought into the household's library
/// stays there, and is nobody's from now on.
/// </summary>
internal sealed class UserDeletedConsumer(DownloadDbContext database) : IConsumer<UserDeleted>
{
    public async Task Consume(ConsumeContext<UserDeleted> context)
    {
        var userId = context.Message.UserId;
        await database.Downloads
            .Where(download => download.UserId == userId && download.Status != DownloadStatus.Completed)
            .ExecuteDeleteAsync(context.CancellationToken);
        await database.Downloads
            .Where(download => download.UserId == userId)
            .ExecuteUpdateAsync(set => set.SetProperty(download => download.UserId, (Guid?)null).SetProperty(download => download.CorrelationId, (string?)null), context.CancellationToken);
    }
}

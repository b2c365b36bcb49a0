using MassTransit;
using MediaNest.Contracts;
using MediaNest.Media.Data;
using MediaNest.Media.Requests;
using MediaNest.Persistence.Waking;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Media.Fulfilment;

/// <summary>Something appeared in Plex: whoever waits for it is looked after now, not at the next round.</summary>
internal sealed class LibraryItemAddedConsumer(MediaDbContext database, JobQueue queue, WorkSignal<FulfilmentWorker> work) : IConsumer<LibraryItemAdded>
{
    public async Task Consume(ConsumeContext<LibraryItemAdded> context)
    {
        if (context.Message.TmdbId is not { } tmdbId || RequestStates.FindMediaType(context.Message.MediaType) is not { } type)
            return;

        var waiting = await database.Jobs
            .Join(database.Requests, job => job.RequestId, request => request.Id, (job, request) => request)
            .Where(request => request.MediaType == type && request.TmdbId == tmdbId)
            .Select(request => request.Id)
            .ToListAsync(context.CancellationToken);
        if (await queue.NudgeAsync(waiting, announced: false, context.CancellationToken) > 0)
            work.Set();
    }
}

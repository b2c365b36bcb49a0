using MassTransit;
using MediaNest.Contracts;
using MediaNest.Persistence.Waking;
using MediaNest.Plex.Data;
using MediaNest.Plex.MediaServer;
using MediaNest.Plex.Sync;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Plex.Libraries.Consumers;

/// <summary>A download that its user wants in Plex: Plex is told to look, as soon as it can be reached.</summary>
internal sealed class DownloadCompletedConsumer(PlexDbContext database, IOptions<PlexOptions> options, WorkSignal<PlexWorker> signal, TimeProvider clock)
    : IConsumer<DownloadCompleted>
{
    public async Task Consume(ConsumeContext<DownloadCompleted> context)
    {
        if (!context.Message.AddToPlex)
        {
            return;
        }

        var wanted = options.Value.DownloadsLibrary;
        DateTimeOffset? now = clock.GetUtcNow();
        await database.Libraries
            .Where(library => library.Key == wanted || EF.Functions.ILike(library.Title, wanted))
            .ExecuteUpdateAsync(set => set.SetProperty(library => library.ScanRequestedAt, now), context.CancellationToken);
        signal.Set();
    }
}

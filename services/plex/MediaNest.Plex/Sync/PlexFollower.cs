using MediaNest.Contracts;
using MediaNest.Messaging;
using MediaNest.Persistence.Sessions;
using MediaNest.Plex.Data;
using MediaNest.Plex.Libraries;
using MediaNest.Plex.MediaServer;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Plex.Sync;

/// <summary>One round of following the media server: is it there, is it the same, which libraries has it, what is to be done about them.</summary>
internal sealed class PlexFollower(
    PlexDbContext database,
    PlexClient plex,
    LibraryReader reader,
    DatabaseLocks locks,
    LibrarySync sync,
    IEventPublisher events,
    TimeProvider clock,
    ILogger<PlexFollower> logger)
{
    /// <summary>Libraries come and go under this lock.</summary>
    private const string ListLock = "plex-libraries";

    public async Task FollowAsync(TimeSpan maxAge, CancellationToken cancellationToken)
    {
        var server = await plex.GetServerAsync(cancellationToken);
        await NoteAsync(reachable: true, server, cancellationToken);
        await UpdateListAsync(cancellationToken);
        var libraries = await database.Libraries.AsNoTracking().OrderBy(library => library.Key).ToListAsync(cancellationToken);
        foreach (var library in libraries)
        {
            if (library.ScanRequestedAt is { } requested)
            {
                await ScanAsync(library.Key, requested, cancellationToken);
            }

            if (library.IsIndexed)
            {
                await sync.SyncAsync(library.Key, clock.GetUtcNow() - maxAge, cancellationToken);
            }
        }
    }

    /// <summary>Notes whether the server answers. Of two replicas that see the same change, one tells of it.</summary>
    public async Task NoteAsync(bool reachable, PlexContainer? server, CancellationToken cancellationToken)
    {
        await using var held = await locks.WaitAsync(ListLock, cancellationToken);
        database.ChangeTracker.Clear();
        var state = await database.ServerStates.SingleOrDefaultAsync(cancellationToken);
        if (state is null)
        {
            state = new ServerState { Id = ServerState.TheKey };
            database.Add(state);
        }

        if (server?.MachineIdentifier is { Length: > 0 and <= 100 } machine && state.MachineIdentifier != machine)
        {
            if (state.MachineIdentifier is not null)
            {
                logger.AnotherServer(machine);
                await database.Libraries.ExecuteDeleteAsync(cancellationToken);
            }

            state.MachineIdentifier = machine;
        }

        state.Name = server?.FriendlyName is { Length: <= 300 } name ? name : state.Name;
        if (state.Reachable != reachable)
        {
            // 'reachable' is no news where nothing was known before
            var isNews = state.Reachable is not null || !reachable;
            state.Reachable = reachable;
            state.ChangedAt = clock.GetUtcNow();
            logger.Reachability(state.Name, reachable);
            if (isNews)
            {
                await events.Publish(new PlexServerReachabilityChanged(reachable, state.Name, state.ChangedAt), cancellationToken);
            }
        }

        await database.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Makes the list of libraries that of Plex.</summary>
    public async Task UpdateListAsync(CancellationToken cancellationToken)
    {
        var sections = (await plex.GetSectionsAsync(cancellationToken))
            .Where(section => section is { Key.Length: > 0 and <= 32, Type: not null, Title: not null })
            .ToList();
        await using var held = await locks.WaitAsync(ListLock, cancellationToken);
        database.ChangeTracker.Clear();
        var known = await database.Libraries.ToDictionaryAsync(library => library.Key, StringComparer.Ordinal, cancellationToken);
        foreach (var section in sections)
        {
            if (!known.Remove(section.Key!, out var library))
            {
                library = new Library { Key = section.Key!, Title = section.Title!, Type = section.Type! };
                database.Add(library);
            }

            library.Title = section.Title!;
            if (!library.IsIndexed)
            {
                library.Count = await reader.CountAsync(library.Key, cancellationToken);
            }
        }

        foreach (var gone in known.Values)
        {
            var items = await database.Items.Where(item => item.LibraryKey == gone.Key).ToListAsync(cancellationToken);
            foreach (var item in items)
            {
                await events.Publish(
                    new LibraryItemRemoved(item.RatingKey, gone.Key, item.MediaType, item.TmdbId, item.Title, clock.GetUtcNow()), cancellationToken);
            }

            database.Remove(gone);
        }

        await database.SaveChangesAsync(cancellationToken);
    }

    private async Task ScanAsync(string key, DateTimeOffset requested, CancellationToken cancellationToken)
    {
        await plex.RefreshAsync(key, cancellationToken);
        // a wish that came meanwhile stays
        await database.Libraries
            .Where(library => library.Key == key && library.ScanRequestedAt == requested)
            .ExecuteUpdateAsync(set => set.SetProperty(library => library.ScanRequestedAt, (DateTimeOffset?)null), cancellationToken);
    }
}

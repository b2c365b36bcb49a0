using MediaNest.Contracts;
using MediaNest.Messaging;
using MediaNest.Persistence.Sessions;
using MediaNest.Plex.Data;
using MediaNest.Plex.Libraries;
using MediaNest.Plex.MediaServer;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Plex.Sync;

/// <summary>
/// Brings the index up to date: a library seen for the first time is read whole, after that what was added is enough, and a full
/// comparison now and then finds what was removed. Reading happens before writing, writing and its events in one transaction.
/// </summary>
internal sealed class LibrarySync(
    PlexDbContext database,
    LibraryReader reader,
    DatabaseLocks locks,
    IEventPublisher events,
    IOptions<PlexOptions> options,
    TimeProvider clock,
    ILogger<LibrarySync> logger)
{
    /// <summary>Plex has a clock of its own, and an item may be entered a while after the time it bears.</summary>
    private static readonly TimeSpan Overlap = TimeSpan.FromMinutes(5);

    /// <summary>Items arrive before Plex has recognised them; so long those without an id are looked at again.</summary>
    private static readonly TimeSpan Unrecognised = TimeSpan.FromDays(1);

    /// <summary>Makes the index of a library at least as young as <paramref name="notOlderThan"/>.</summary>
    public async Task SyncAsync(string key, DateTimeOffset notOlderThan, CancellationToken cancellationToken)
    {
        await using var held = await locks.WaitAsync(Library.LockOf(key), cancellationToken);
        database.ChangeTracker.Clear();
        var library = await database.Libraries.SingleOrDefaultAsync(entry => entry.Key == key, cancellationToken);
        if (library is not { IsIndexed: true })
        {
            return;
        }

        if (NeedsFull(library))
        {
            await FullAsync(library, cancellationToken);
        }
        else if (library.CheckedAt < notOlderThan)
        {
            await DeltaAsync(library, cancellationToken);
        }
    }

    private bool NeedsFull(Library library) =>
        library.FullSyncedAt is not { } last
        || library.SyncRequestedAt is not null
        || clock.GetUtcNow() - last >= TimeSpan.FromHours(options.Value.FullSyncHours);

    private async Task FullAsync(Library library, CancellationToken cancellationToken)
    {
        var started = clock.GetUtcNow();
        var first = library.FullSyncedAt is null;
        var found = await reader.ReadAllAsync(library, cancellationToken);
        if (found is null)
        {
            return;
        }

        var known = await database.Items.Where(item => item.LibraryKey == library.Key).ToDictionaryAsync(item => item.RatingKey, StringComparer.Ordinal, cancellationToken);
        // a library of thousands that is seen for the first time is not thousands of news
        var added = await ApplyAsync(library, found, known, announce: !first, started, cancellationToken);
        var present = found.Select(entry => entry.Item.RatingKey!).ToHashSet(StringComparer.Ordinal);
        var removed = known.Values.Where(item => !present.Contains(item.RatingKey)).ToList();
        foreach (var item in removed)
        {
            database.Remove(item);
            await events.Publish(new LibraryItemRemoved(item.RatingKey, library.Key, item.MediaType, item.TmdbId, item.Title, started), cancellationToken);
        }

        library.Count = present.Count;
        library.FullSyncedAt = library.CheckedAt = started;
        library.SyncRequestedAt = null;
        await events.Publish(new LibrarySynced(library.Key, library.Title, added, removed.Count, present.Count, started), cancellationToken);
        await database.SaveChangesAsync(cancellationToken);
        logger.FullySynced(library.Key, added, removed.Count, present.Count);
    }

    private async Task DeltaAsync(Library library, CancellationToken cancellationToken)
    {
        var started = clock.GetUtcNow();
        var items = database.Items.Where(item => item.LibraryKey == library.Key);
        var newest = await items.MaxAsync(item => (DateTimeOffset?)item.AddedAt, cancellationToken) ?? DateTimeOffset.UnixEpoch;
        // a season that arrives does not change when its show was added, so the last look counts as well
        var seen = library.CheckedAt is { } look && look > newest ? look : newest;
        var young = started - Unrecognised;
        var unrecognised = await items.Where(item => item.TmdbId == null && item.AddedAt > young).MinAsync(item => (DateTimeOffset?)item.AddedAt, cancellationToken);
        var since = seen - Overlap;
        var found = await reader.ReadAddedAsync(library, unrecognised < since ? unrecognised.Value : since, cancellationToken);
        if (found is null)
        {
            return;
        }

        var keys = found.Select(entry => entry.Item.RatingKey!).ToList();
        var known = await items.Where(item => keys.Contains(item.RatingKey)).ToDictionaryAsync(item => item.RatingKey, StringComparer.Ordinal, cancellationToken);
        var added = await ApplyAsync(library, found, known, announce: true, started, cancellationToken);
        library.Count += found.Count(entry => !known.ContainsKey(entry.Item.RatingKey!));
        library.CheckedAt = started;
        if (added > 0)
        {
            await events.Publish(new LibrarySynced(library.Key, library.Title, added, 0, library.Count, started), cancellationToken);
            logger.FoundAdded(library.Key, added);
        }

        await database.SaveChangesAsync(cancellationToken);
    }

    /// <summary>Takes over what was found.</summary>
    /// <returns>How many are new, or have new seasons or episodes.</returns>
    private async Task<int> ApplyAsync(
        Library library, IReadOnlyList<FoundItem> found, Dictionary<string, LibraryItem> known, bool announce, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var added = 0;
        foreach (var (source, seasons) in found)
        {
            var isNew = !known.TryGetValue(source.RatingKey!, out var item);
            item ??= new LibraryItem { LibraryKey = library.Key, RatingKey = source.RatingKey!, MediaType = library.Type == "movie" ? "movie" : "tv" };
            var wasRecognised = item.TmdbId is not null;
            var episodesBefore = item.Episodes;
            var grown = item.Update(source, seasons);
            if (isNew)
            {
                database.Add(item);
            }

            // one that Plex recognises only now is news to whoever waits for that title
            if (isNew || grown || (!wasRecognised && item.TmdbId is not null))
            {
                added++;
                if (announce)
                {
                    // of a show that is new, or was not counted before, nobody knows which of its episodes are
                    var newEpisodes = !isNew && item.Episodes > episodesBefore ? item.Episodes - episodesBefore : null;
                    await events.Publish(
                        new LibraryItemAdded(item.RatingKey, library.Key, item.MediaType, item.TmdbId, item.Title, item.Year, now, NewEpisodes: newEpisodes),
                        cancellationToken);
                }
            }
        }

        return added;
    }
}

using System.Globalization;
using MediaNest.Plex.Libraries;
using MediaNest.Plex.MediaServer;
using Microsoft.Extensions.Options;

namespace MediaNest.Plex.Sync;

/// <summary>A film or show as Plex has it now, with the seasons of which there is something.</summary>
internal sealed record FoundItem(PlexMetadata Item, IReadOnlyList<int> Seasons);

/// <summary>Reads libraries from Plex, page by page.</summary>
internal sealed class LibraryReader(PlexClient plex, IOptions<PlexOptions> options)
{
    /// <summary>All of a library; null where there is no such library any more.</summary>
    public async Task<IReadOnlyList<FoundItem>?> ReadAllAsync(Library library, CancellationToken cancellationToken)
    {
        if (library.Type == "movie")
        {
            return (await ReadAsync(library.Key, PlexTypes.Movie, null, cancellationToken))?.ConvertAll(item => new FoundItem(item, []));
        }

        var shows = await ReadAsync(library.Key, PlexTypes.Show, null, cancellationToken);
        if (shows is null)
        {
            return null;
        }

        var seasons = (await ReadAsync(library.Key, PlexTypes.Season, null, cancellationToken) ?? [])
            .Where(season => season.ParentRatingKey is not null)
            .ToLookup(season => season.ParentRatingKey!, StringComparer.Ordinal);
        return shows.ConvertAll(show => new FoundItem(show, [.. SeasonNumbers(seasons[show.RatingKey!])]));
    }

    /// <summary>What was added since: films, new shows, and shows that have new episodes; null where there is no such library any more.</summary>
    public async Task<IReadOnlyList<FoundItem>?> ReadAddedAsync(Library library, DateTimeOffset since, CancellationToken cancellationToken)
    {
        var epoch = since.ToUnixTimeSeconds();
        if (library.Type == "movie")
        {
            return (await ReadAsync(library.Key, PlexTypes.Movie, epoch, cancellationToken))?.ConvertAll(item => new FoundItem(item, []));
        }

        var episodes = await ReadAsync(library.Key, PlexTypes.Episode, epoch, cancellationToken);
        if (episodes is null)
        {
            return null;
        }

        var shows = await ReadAsync(library.Key, PlexTypes.Show, epoch, cancellationToken) ?? [];
        List<FoundItem> found = [];
        foreach (var key in episodes.Select(episode => episode.GrandparentRatingKey).Concat(shows.Select(show => show.RatingKey)).OfType<string>().Distinct(StringComparer.Ordinal))
        {
            if (await plex.FindItemAsync(key, cancellationToken) is { RatingKey: not null } show)
            {
                found.Add(new FoundItem(show, [.. SeasonNumbers(await plex.GetChildrenAsync(key, cancellationToken))]));
            }
        }

        return found;
    }

    public async Task<int> CountAsync(string library, CancellationToken cancellationToken) =>
        (await plex.ListAsync(library, PlexTypes.Movie, 0, 0, null, cancellationToken))?.Total ?? 0;

    private static IEnumerable<int> SeasonNumbers(IEnumerable<PlexMetadata> seasons) =>
        seasons.Where(season => season.Type == "season" && season.Index is >= 0 && season.LeafCount is not 0).Select(season => season.Index!.Value);

    private async Task<List<PlexMetadata>?> ReadAsync(string library, int type, long? since, CancellationToken cancellationToken)
    {
        var size = options.Value.PageSize;
        var all = new Dictionary<string, PlexMetadata>(StringComparer.Ordinal);
        var read = 0;
        while (true)
        {
            var page = await plex.ListAsync(library, type, read, size, since, cancellationToken);
            if (page is null)
            {
                return null;
            }

            read += page.Items.Count;
            foreach (var item in page.Items.Where(item => item.RatingKey is { Length: > 0 and <= 64 }))
            {
                all[item.RatingKey!] = item;
            }

            // a server that does not page sends all at once, more than was asked for
            if (page.Items.Count == 0 || page.Items.Count > size || read >= page.Total)
            {
                return page.Total > read
                    ? throw new PlexUnavailableException(string.Create(CultureInfo.InvariantCulture, $"Plex said there are {page.Total} entries and gave {read}."))
                    : [.. all.Values];
            }
        }
    }
}

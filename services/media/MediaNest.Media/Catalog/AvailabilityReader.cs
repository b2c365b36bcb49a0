using MediaNest.Media.Data;
using MediaNest.Media.Plex;
using MediaNest.Media.Requests;
using MediaNest.Media.Tmdb;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Media.Catalog;

/// <summary>Says of titles whether they are in Plex or on their way. Plex not answering costs that part of the answer, not the answer.</summary>
internal sealed class AvailabilityReader(MediaDbContext database, PlexClient plex, ILogger<AvailabilityReader> logger)
{
    public async Task<Func<MediaType, int, AvailabilityResponse>> ReadAsync(IReadOnlyList<TmdbItem> items, CancellationToken cancellationToken)
    {
        var titles = items.Select(item => (Type: RequestStates.FindMediaType(item.MediaType)!.Value, item.Id)).Distinct().ToList();
        var ids = titles.Select(title => title.Id).Distinct().ToList();
        var movies = InPlexAsync(MediaType.Movie, titles, cancellationToken);
        var shows = InPlexAsync(MediaType.Tv, titles, cancellationToken);
        // both types of an id: the few too many are cheaper than a query by pairs
        var requests = await database.Requests
            .Where(request => ids.Contains(request.TmdbId))
            .Select(request => new { request.MediaType, request.TmdbId, request.Status, request.CreatedAt })
            .ToListAsync(cancellationToken);
        var latest = requests.GroupBy(request => (request.MediaType, request.TmdbId)).ToDictionary(
            group => group.Key,
            group => group.OrderByDescending(request => request.Status.IsLive()).ThenByDescending(request => request.CreatedAt).First().Status);
        var found = new Dictionary<MediaType, IReadOnlyDictionary<int, PlexAvailability>?> { [MediaType.Movie] = await movies, [MediaType.Tv] = await shows };

        return (type, id) => Of(
            found[type] is { } known ? known.GetValueOrDefault(id)?.Available == true : null,
            latest.TryGetValue((type, id), out var status) ? status : null);
    }

    public async Task<AvailabilityResponse> ReadAsync(MediaType type, TmdbDetails details, CancellationToken cancellationToken)
    {
        var inPlex = InPlexAsync(type, [(type, details.Id)], cancellationToken);
        var requests = await database.Items
            .Where(item => item.MediaType == type && item.TmdbId == details.Id)
            .Join(database.Requests, item => item.RequestId, request => request.Id, (item, request) => new { item.Season, request.Status, request.CreatedAt })
            .ToListAsync(cancellationToken);
        var found = await inPlex;
        var title = found?.GetValueOrDefault(details.Id);

        RequestStatus? Latest(Func<int, bool> season) => requests
            .Where(item => season(item.Season))
            .OrderByDescending(item => item.Status.IsLive()).ThenByDescending(item => item.CreatedAt)
            .Select(item => (RequestStatus?)item.Status)
            .FirstOrDefault();

        var whole = Of(found is null ? null : title?.Available == true, Latest(_ => true));
        return type == MediaType.Movie
            ? whole
            : whole with
            {
                Seasons = [.. (details.Seasons ?? []).Select(season => season.SeasonNumber).Order().Select(number =>
                {
                    var part = Of(found is null ? null : title?.Has(number) == true, Latest(season => season == number));
                    return new SeasonAvailability(number, part.Plex, part.Requested, part.Status);
                })],
            };
    }

    private async Task<IReadOnlyDictionary<int, PlexAvailability>?> InPlexAsync(
        MediaType type, IEnumerable<(MediaType Type, int Id)> titles, CancellationToken cancellationToken)
    {
        try
        {
            int[] ids = [.. titles.Where(title => title.Type == type).Select(title => title.Id)];
            return await plex.GetAsync(type, ids, cancellationToken);
        }
        catch (PlexUnavailableException exception)
        {
            logger.AvailabilityUnknown(exception.Message);
            return null;
        }
    }

    private static AvailabilityResponse Of(bool? inPlex, RequestStatus? status) => new(
        inPlex == true,
        status?.IsLive() == true,
        status?.IsLive() == true ? status.Value.AsText()
            : inPlex == true ? RequestStatus.Available.AsText()
            : status?.AsText() ?? (inPlex is null ? "unknown" : null));
}

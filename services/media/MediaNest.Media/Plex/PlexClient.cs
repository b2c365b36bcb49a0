using System.Globalization;
using MediaNest.Media.Outside;
using MediaNest.Media.Requests;
using MediaNest.ServiceDefaults;

namespace MediaNest.Media.Plex;

/// <summary>The plex service, or the Plex server behind it, does not answer.</summary>
internal sealed class PlexUnavailableException(string message, Exception? inner = null) : Exception(message, inner);

/// <summary>What of a title is in the library.</summary>
/// <param name="TmdbId">The title.</param>
/// <param name="Available">Whether any of it is there.</param>
/// <param name="Seasons">For shows: which seasons; null where the service does not say.</param>
internal sealed record PlexAvailability(int TmdbId, bool Available, IReadOnlyList<int>? Seasons)
{
    public bool Has(int season) => Available && (season == RequestItem.WholeTitle || Seasons is null || Seasons.Contains(season));
}

/// <summary>Asks the plex service what is in the library already.</summary>
internal sealed class PlexClient(HttpClient http)
{
    /// <summary>As many as fit into an address without trouble.</summary>
    private const int BatchSize = 100;

    public async Task<PlexAvailability> GetAsync(MediaType type, int tmdbId, CancellationToken cancellationToken) =>
        (await GetAsync(type, [tmdbId], cancellationToken)).GetValueOrDefault(tmdbId) ?? new PlexAvailability(tmdbId, Available: false, Seasons: null);

    public async Task<IReadOnlyDictionary<int, PlexAvailability>> GetAsync(MediaType type, IReadOnlyCollection<int> tmdbIds, CancellationToken cancellationToken)
    {
        var all = new Dictionary<int, PlexAvailability>();
        foreach (var batch in tmdbIds.Distinct().Chunk(BatchSize))
        {
            var ids = string.Join(',', batch.Select(id => id.ToString(CultureInfo.InvariantCulture)));
            foreach (var item in await FetchAsync($"/api/v1/plex/availability?ids={ids}&type={type.AsText()}", cancellationToken))
                all[item.TmdbId] = item;
        }

        return all;
    }

    private async Task<IReadOnlyList<PlexAvailability>> FetchAsync(string address, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(address, UriKind.Relative), cancellationToken);
            if (!response.IsSuccessStatusCode)
                throw new PlexUnavailableException($"The plex service answered with {(int)response.StatusCode}.");
            var answer = await response.Content.ReadFromJsonAsync<ApiAnswer>(ReadOptions, cancellationToken);
            return answer?.Data?.Items ?? throw new PlexUnavailableException("The plex service answered with something else than a list.");
        }
        catch (Exception exception) when (Outage.IsOutage(exception, cancellationToken))
        {
            throw new PlexUnavailableException("The plex service could not be reached.", exception);
        }
    }

    // the ids come as numbers, or as strings where the API shows TMDB ids to people
    private static readonly System.Text.Json.JsonSerializerOptions ReadOptions = new(JsonDefaults.Options)
    {
        NumberHandling = System.Text.Json.Serialization.JsonNumberHandling.AllowReadingFromString,
    };

    private sealed record ApiAnswer(AvailabilityList? Data);

    private sealed record AvailabilityList(IReadOnlyList<PlexAvailability>? Items);
}

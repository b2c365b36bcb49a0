using System.Globalization;
using MediaNest.Caching;
using MediaNest.Media.Requests;
using Microsoft.Extensions.Options;

namespace MediaNest.Media.Tmdb;

/// <summary>A stretch of a list at TMDB.</summary>
/// <param name="Items">Films and shows; people are left out.</param>
/// <param name="Total">How many there are in all.</param>
/// <param name="StaleSince">When they were fetched, where that is too long ago but TMDB does not answer.</param>
internal sealed record TmdbResults(IReadOnlyList<TmdbItem> Items, int Total, DateTimeOffset? StaleSince);

/// <summary>TMDB through the cache: fresh for minutes, standing in for days while TMDB is down.</summary>
internal sealed class TmdbCatalogue(TmdbClient tmdb, JsonCache cache, IOptions<TmdbOptions> options)
{
    /// <summary>TMDB's lists have pages of 20, and end at page 500.</summary>
    private const int PageSize = 20;
    private const int LastPage = 500;

    private readonly CacheLifetime _lifetime = new(TimeSpan.FromSeconds(options.Value.FreshSeconds), TimeSpan.FromHours(options.Value.StaleHours));

    public Task<TmdbResults> SearchAsync(string query, MediaType? type, int? year, int skip, int take, CancellationToken cancellationToken) =>
        ListAsync(
            $"/search/{PathOf(type, "multi")}",
            [
                new("query", query), new("include_adult", "false"),
                new(type == MediaType.Tv ? "first_air_date_year" : "primary_release_year", type is null ? null : Text(year)),
            ],
            type, skip, take, cancellationToken);

    public Task<TmdbResults> TrendingAsync(MediaType? type, string window, int skip, int take, CancellationToken cancellationToken) =>
        ListAsync($"/trending/{PathOf(type, "all")}/{window}", [], type, skip, take, cancellationToken);

    public Task<TmdbResults> DiscoverAsync(MediaType type, int? genre, int? year, string? sort, int skip, int take, CancellationToken cancellationToken) =>
        ListAsync(
            $"/discover/{PathOf(type, "")}",
            [
                new("include_adult", "false"), new("with_genres", Text(genre)), new("sort_by", sort),
                new(type == MediaType.Tv ? "first_air_date_year" : "primary_release_year", Text(year)),
            ],
            type, skip, take, cancellationToken);

    /// <summary>Value is null where TMDB knows no such title.</summary>
    public Task<Cached<TmdbDetails?>> FindAsync(MediaType type, int id, CancellationToken cancellationToken) =>
        CachedAsync<TmdbDetails>(
            $"/{PathOf(type, "")}/{id.ToString(CultureInfo.InvariantCulture)}",
            [new("append_to_response", type == MediaType.Tv ? "aggregate_credits,external_ids" : "credits,external_ids")],
            cancellationToken);

    /// <summary>The number of a genre given by number or name; null where there is none of that name.</summary>
    public async Task<int?> FindGenreAsync(MediaType type, string genre, CancellationToken cancellationToken)
    {
        if (int.TryParse(genre, NumberStyles.None, CultureInfo.InvariantCulture, out var id))
            return id;
        var genres = await CachedAsync<TmdbGenres>($"/genre/{PathOf(type, "")}/list", [], cancellationToken);
        return genres.Value?.Genres?.FirstOrDefault(known => string.Equals(known.Name, genre, StringComparison.OrdinalIgnoreCase))?.Id;
    }

    private async Task<TmdbResults> ListAsync(
        string path, KeyValuePair<string, string?>[] query, MediaType? type, int skip, int take, CancellationToken cancellationToken)
    {
        var first = skip / PageSize + 1;
        var last = Math.Min((skip + take - 1) / PageSize + 1, LastPage);
        if (first > LastPage)
            return new TmdbResults([], 0, StaleSince: null);

        var pages = await Task.WhenAll(Enumerable.Range(first, last - first + 1)
            .Select(page => CachedAsync<TmdbPage>(path, [.. query, new("page", Text(page))], cancellationToken)));
        var items = pages
            .SelectMany(page => page.Value?.Results ?? [])
            .Skip(skip - ((first - 1) * PageSize))
            .Take(take)
            .Select(item => type is null ? item : item with { MediaType = type.Value.AsText() })
            .Where(item => RequestStates.FindMediaType(item.MediaType) is not null);
        var total = Math.Min(pages[0].Value?.TotalResults ?? 0, LastPage * PageSize);
        var stale = pages.Where(page => page.Stale).Select(page => (DateTimeOffset?)page.CachedAt).Min();
        return new TmdbResults([.. items], total, stale);
    }

    private Task<Cached<T?>> CachedAsync<T>(string path, KeyValuePair<string, string?>[] query, CancellationToken cancellationToken)
        where T : class
    {
        var key = "tmdb:" + path + "?" + string.Join('&', query.Where(pair => pair.Value is not null).Select(pair => $"{pair.Key}={pair.Value}"));
        return cache.GetOrCreateAsync<T?>(
            key, _lifetime, token => tmdb.FindAsync<T>(path, query, token), exception => exception is TmdbUnavailableException, cancellationToken);
    }

    private static string PathOf(MediaType? type, string any) => type?.AsText() ?? any;

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);
}

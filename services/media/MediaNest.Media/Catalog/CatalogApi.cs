using System.ComponentModel.DataAnnotations;
using MediaNest.Media.Requests;
using MediaNest.Media.Tmdb;
using MediaNest.Media.Validation;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Paging;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace MediaNest.Media.Catalog;

internal sealed record SearchQuery(
    [property: FromQuery(Name = "query"), Required, StringLength(200, MinimumLength = 1)] string? Query,
    [property: FromQuery(Name = "type"), AllowedValues(null, "movie", "tv", "all")] string? Type,
    [property: FromQuery(Name = "year"), Range(1870, 2100)] int? Year);

internal sealed record TrendingQuery(
    [property: FromQuery(Name = "type"), AllowedValues(null, "movie", "tv", "all")] string? Type,
    [property: FromQuery(Name = "window"), AllowedValues(null, "day", "week")] string? Window);

internal sealed record DiscoverQuery(
    [property: FromQuery(Name = "type"), AllowedValues(null, "movie", "tv")] string? Type,
    [property: FromQuery(Name = "genre"), StringLength(50, MinimumLength = 1)] string? Genre,
    [property: FromQuery(Name = "year"), Range(1870, 2100)] int? Year,
    [property: FromQuery(Name = "sort"), RegularExpression("^(popularity|rating|date|title|votes)(:(asc|desc))?$", ErrorMessage = "Must be popularity, rating, date, title or votes, with :asc or :desc.")] string? Sort);

internal static class CatalogApi
{
    public static RouteGroupBuilder MapCatalog(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/media").WithTags("Media").RequireAuthorization();
        group.MapGet("/search", SearchAsync).WithSummary("Search films and shows at TMDB, each with its availability");
        group.MapGet("/trending", TrendingAsync).WithSummary("What many people watch today or this week");
        group.MapGet("/discover", DiscoverAsync).WithSummary("Films or shows by genre and year");
        group.MapGet("/{type:regex(^(movie|tv)$)}/{id}", DetailsAsync).WithSummary("Everything about a film or show");
        return group;
    }

    private static async Task<Ok<ApiResponse<MediaListResponse>>> SearchAsync(
        [AsParameters] SearchQuery query, [AsParameters] PageQuery page,
        TmdbCatalogue tmdb, AvailabilityReader availability, IOptions<TmdbOptions> options, CancellationToken cancellationToken)
    {
        var results = await tmdb.SearchAsync(
            query.Query!.Trim(), RequestStates.FindMediaType(query.Type), query.Year, page.Skip, page.Size, cancellationToken);
        if (query.Year is { } year)
        {
            // the multi search knows no year
            results = results with { Items = [.. results.Items.Where(item => CatalogMapping.YearOf(item.ReleaseDate ?? item.FirstAirDate) == year)] };
        }

        return await AnswerAsync(results, page, availability, options.Value, cancellationToken);
    }

    private static async Task<Ok<ApiResponse<MediaListResponse>>> TrendingAsync(
        [AsParameters] TrendingQuery query, [AsParameters] PageQuery page,
        TmdbCatalogue tmdb, AvailabilityReader availability, IOptions<TmdbOptions> options, CancellationToken cancellationToken)
    {
        var results = await tmdb.TrendingAsync(RequestStates.FindMediaType(query.Type), query.Window ?? "week", page.Skip, page.Size, cancellationToken);
        return await AnswerAsync(results, page, availability, options.Value, cancellationToken);
    }

    private static async Task<Results<Ok<ApiResponse<MediaListResponse>>, ApiError>> DiscoverAsync(
        [AsParameters] DiscoverQuery query, [AsParameters] PageQuery page,
        TmdbCatalogue tmdb, AvailabilityReader availability, IOptions<TmdbOptions> options, CancellationToken cancellationToken)
    {
        var type = RequestStates.FindMediaType(query.Type) ?? MediaType.Movie;
        int? genre = null;
        if (query.Genre is not null && (genre = await tmdb.FindGenreAsync(type, query.Genre, cancellationToken)) is null)
            return ApiError.Validation("genre", "There is no genre of that name or number.");

        var results = await tmdb.DiscoverAsync(type, genre, query.Year, SortAtTmdb(type, query.Sort), page.Skip, page.Size, cancellationToken);
        return await AnswerAsync(results, page, availability, options.Value, cancellationToken);
    }

    private static async Task<Results<Ok<ApiResponse<MediaDetailsResponse>>, ApiError>> DetailsAsync(
        string type, string id, TmdbCatalogue tmdb, AvailabilityReader availability, IOptions<TmdbOptions> options, CancellationToken cancellationToken)
    {
        if (TmdbIdConverter.Find(id) is not { } tmdbId)
            return ApiError.Validation("id", "Must be a TMDB id: a positive whole number.");

        var mediaType = RequestStates.FindMediaType(type)!.Value;
        var details = await tmdb.FindAsync(mediaType, tmdbId, cancellationToken);
        if (details.Value is not { } title)
            return ApiError.NotFound("TMDB knows no such title.");

        var answer = title.AsResponse(mediaType, options.Value.ImageBaseUrl, await availability.ReadAsync(mediaType, title, cancellationToken));
        return TypedResults.Ok(ApiResponse.Of(answer, details.Stale ? new ResponseMeta(Stale: true, details.CachedAt) : null));
    }

    private static async Task<Ok<ApiResponse<MediaListResponse>>> AnswerAsync(
        TmdbResults results, PageQuery page, AvailabilityReader reader, TmdbOptions options, CancellationToken cancellationToken)
    {
        var availability = await reader.ReadAsync(results.Items, cancellationToken);
        var items = results.Items.Select(item =>
            item.AsResponse(options.ImageBaseUrl, availability(RequestStates.FindMediaType(item.MediaType)!.Value, item.Id)));
        return TypedResults.Ok(ApiResponse.Of(
            new MediaListResponse([.. items], MediaPagination.Of(page, results.Total)),
            results.StaleSince is { } since ? new ResponseMeta(Stale: true, since) : null));
    }

    private static string? SortAtTmdb(MediaType type, string? sort)
    {
        if (sort?.Split(':') is not [var field, .. var rest])
            return null;
        var name = field switch
        {
            "rating" => "vote_average",
            "votes" => "vote_count",
            "date" => type == MediaType.Tv ? "first_air_date" : "primary_release_date",
            "title" => type == MediaType.Tv ? "name" : "title",
            _ => "popularity",
        };
        return $"{name}.{(rest is ["asc"] ? "asc" : "desc")}";
    }
}

using System.ComponentModel.DataAnnotations;
using MediaNest.Caching;
using MediaNest.Plex.Data;
using MediaNest.Plex.Http;
using MediaNest.Plex.Libraries;
using MediaNest.Plex.MediaServer;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Paging;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Plex.Search;

internal static class SearchApi
{
    private static readonly CacheLifetime Lifetime = new(TimeSpan.FromMinutes(5), TimeSpan.FromHours(1));

    public static RouteHandlerBuilder MapSearch(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/plex/search", SearchAsync)
            .WithTags("Libraries")
            .WithSummary("Searches the library as Plex does; while Plex is away, by title in the index")
            .RequireAuthorization()
            .KeptFor(PrivateCaching.Medium);

    private static async Task<Results<Ok<ApiResponse<ItemList>>, ApiError>> SearchAsync(
        [FromQuery] string? query, [FromQuery, Range(1, 100)] int? limit,
        PlexClient plex, JsonCache cache, PlexDbContext database, CancellationToken cancellationToken)
    {
        var text = query?.Trim() ?? "";
        if (text.Length is 0 or > 200 || text.Contains('\0', StringComparison.Ordinal))
        {
            return ApiError.Validation("query", "Must have 1 to 200 characters.");
        }

        var size = limit ?? PageQuery.DefaultLimit;
        try
        {
            var found = await cache.GetOrCreateAsync(
                $"plex:search:{size}:{Uri.EscapeDataString(text.ToLowerInvariant())}",
                Lifetime,
                async token => new ItemList([.. (await plex.SearchAsync(text, size, token))
                    .SelectMany(hub => hub.Metadata ?? [])
                    .Select(ItemView.From)
                    .OfType<ItemView>()
                    .DistinctBy(item => item.RatingKey)
                    .Take(size)]),
                exception => exception is PlexUnavailableException,
                cancellationToken);
            return TypedResults.Ok(ApiResponse.Of(found.Value, Meta.Of(found)));
        }
        catch (PlexUnavailableException) when (!cancellationToken.IsCancellationRequested)
        {
            if (!await database.Libraries.AnyAsync(library => library.FullSyncedAt != null, cancellationToken))
            {
                throw;
            }

            var pattern = "%" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("%", "\\%", StringComparison.Ordinal).Replace("_", "\\_", StringComparison.Ordinal) + "%";
            var items = await database.Items.AsNoTracking()
                .Where(item => EF.Functions.ILike(item.Title, pattern))
                .OrderBy(item => item.Title).ThenBy(item => item.RatingKey)
                .Take(size)
                .ToListAsync(cancellationToken);
            return TypedResults.Ok(ApiResponse.Of(new ItemList(items.ConvertAll(ItemView.From)), new ResponseMeta(Stale: true)));
        }
    }
}

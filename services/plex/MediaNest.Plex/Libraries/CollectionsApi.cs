using System.ComponentModel.DataAnnotations;
using MediaNest.Caching;
using MediaNest.Plex.Http;
using MediaNest.Plex.MediaServer;
using MediaNest.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MediaNest.Plex.Libraries;

internal static class CollectionsApi
{
    private static readonly CacheLifetime Lifetime = new(TimeSpan.FromMinutes(5), TimeSpan.FromDays(7));

    public static RouteGroupBuilder MapCollections(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/plex").WithTags("Collections").RequireAuthorization();
        group.MapGet("/libraries/{key}/collections", ListAsync).WithSummary("The collections of a library").KeptFor(PrivateCaching.Long);
        group.MapGet("/collections/{id}", GetAsync).WithSummary("A collection and what is in it").KeptFor(PrivateCaching.Long);
        return group;
    }

    private static async Task<Results<Ok<ApiResponse<CollectionList>>, ApiError>> ListAsync(
        [StringLength(32)] string key, PlexClient plex, JsonCache cache, CancellationToken cancellationToken)
    {
        var found = await cache.GetOrCreateAsync<CollectionList?>(
            $"plex:collections:{key}",
            Lifetime,
            async token => await plex.FindCollectionsAsync(key, token) is { } collections
                ? new CollectionList([.. collections.Where(entry => entry.RatingKey is not null).Select(entry => new CollectionView(
                    entry.RatingKey!, entry.Title ?? "", entry.Summary is { Length: > 0 } summary ? summary : null, key, entry.ChildCount ?? 0))])
                : null,
            exception => exception is PlexUnavailableException,
            cancellationToken);
        return found.Value is { } list ? TypedResults.Ok(ApiResponse.Of(list, Meta.Of(found))) : ApiError.NotFound("There is no such library.");
    }

    private static async Task<Results<Ok<ApiResponse<CollectionDetails>>, ApiError>> GetAsync(
        [StringLength(32)] string id, PlexClient plex, JsonCache cache, CancellationToken cancellationToken)
    {
        var found = await cache.GetOrCreateAsync<CollectionDetails?>(
            $"plex:collection:{id}",
            Lifetime,
            async token =>
            {
                if (await plex.FindCollectionAsync(id, token) is not { } collection)
                {
                    return null;
                }

                var items = (await plex.GetCollectionItemsAsync(id, token)).Select(ItemView.From).OfType<ItemView>().ToList();
                return new CollectionDetails(id, collection.Title ?? "", collection.Summary is { Length: > 0 } summary ? summary : null, items.Count, items);
            },
            exception => exception is PlexUnavailableException,
            cancellationToken);
        return found.Value is { } details ? TypedResults.Ok(ApiResponse.Of(details, Meta.Of(found))) : ApiError.NotFound("There is no such collection.");
    }
}

using System.ComponentModel.DataAnnotations;
using MediaNest.Caching;
using MediaNest.Plex.Data;
using MediaNest.Plex.MediaServer;
using MediaNest.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Plex.Pictures;

/// <summary>Pictures come through here, so that no client ever needs Plex's address, let alone its token.</summary>
internal static class ThumbnailsApi
{
    private static readonly CacheLifetime Lifetime = new(TimeSpan.FromDays(1), TimeSpan.FromDays(7));

    public static RouteHandlerBuilder MapThumbnails(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/plex/thumbnails/{ratingKey}", GetAsync)
            .WithTags("Libraries")
            .WithSummary("The poster of a film or show")
            .RequireAuthorization();

    private static async Task<Results<FileContentHttpResult, ApiError>> GetAsync(
        [StringLength(64)] string ratingKey, PlexDbContext database, PlexClient plex, JsonCache cache, HttpResponse response, CancellationToken cancellationToken)
    {
        var path = await database.Items.Where(item => item.RatingKey == ratingKey).Select(item => item.Thumb).FirstOrDefaultAsync(cancellationToken);
        if (path is null)
        {
            return ApiError.NotFound("There is no picture.");
        }

        // the path changes with the picture
        var picture = await cache.GetOrCreateAsync<Picture?>(
            "plex:picture:" + path,
            Lifetime,
            async token => await plex.FindPictureAsync(path, token) is { } found ? new Picture(found.ContentType, found.Bytes) : null,
            exception => exception is PlexUnavailableException,
            cancellationToken);
        if (picture.Value is null)
        {
            return ApiError.NotFound("There is no picture.");
        }

        response.Headers.CacheControl = "private, max-age=86400";
        return TypedResults.File(picture.Value.Bytes, picture.Value.ContentType);
    }

    private sealed record Picture(string ContentType, byte[] Bytes);
}

using System.Globalization;
using System.Text.Json.Serialization;
using MediaNest.Plex.Data;
using MediaNest.Plex.MediaServer;
using MediaNest.Plex.Sync;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Plex.Availability;

/// <summary>Whether a title is in the library; for shows, which seasons.</summary>
internal sealed record TitleAvailability(
    int TmdbId, bool Available, [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<int>? Seasons);

/// <summary>The answer for several titles, in the order asked.</summary>
internal sealed record AvailabilityList(IReadOnlyList<TitleAvailability> Items);

internal static class AvailabilityApi
{
    private const int MaxTitles = 100;

    public static RouteHandlerBuilder MapAvailability(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/plex/availability", GetAsync)
            .WithTags("Availability")
            .WithSummary("Whether titles are in the library: one by tmdbId, or up to 100 by ids=1,2,3")
            .Produces<ApiResponse<TitleAvailability>>()
            .RequireAuthorization(Policies.UserOrService);

    private static async Task<IResult> GetAsync(
        [FromQuery] string? tmdbId, [FromQuery] string? ids, [FromQuery] string? type,
        PlexDbContext database, LiveLook look, PlexPresence presence, TimeProvider clock, HttpResponse response, CancellationToken cancellationToken)
    {
        List<FieldError> errors = [];
        if (type is not ("movie" or "tv"))
        {
            errors.Add(new FieldError("type", "Must be movie or tv."));
        }

        if ((tmdbId is null) == (ids is null))
        {
            errors.Add(new FieldError("tmdbId", "Either tmdbId or ids must be given."));
        }

        var wanted = Read(tmdbId ?? ids ?? "1");
        if (wanted is null || (tmdbId is not null && wanted.Count != 1))
        {
            errors.Add(new FieldError(tmdbId is null ? "ids" : "tmdbId", $"Must be whole numbers above 0; ids takes up to {MaxTitles}, with commas between."));
        }

        if (errors.Count > 0)
        {
            return ApiError.Validation(errors);
        }

        response.Headers.CacheControl = "private, no-cache";
        var (found, meta) = await FindAsync(database, look, presence, clock, type!, wanted!, cancellationToken);
        return tmdbId is null
            ? TypedResults.Ok(ApiResponse.Of(new AvailabilityList(found), meta))
            : TypedResults.Ok(ApiResponse.Of(found[0], meta));
    }

    private static async Task<(IReadOnlyList<TitleAvailability> Found, ResponseMeta? Meta)> FindAsync(
        PlexDbContext database, LiveLook look, PlexPresence presence, TimeProvider clock, string type, List<int> wanted, CancellationToken cancellationToken)
    {
        var asked = clock.GetUtcNow();
        var plexType = type == "movie" ? "movie" : "show";
        // before the index is read: a look that ends meanwhile may have written what was not read
        var believed = look.IsBelieved(plexType, asked);
        var found = await ReadAsync(database, type, wanted, cancellationToken);
        // a film that is there stays there; a show that is there may have got a season
        if (believed || (type == "movie" && found.TrueForAll(title => title.Available)))
        {
            return (found, Http.Meta.Of(presence));
        }

        if (wanted.Count > 1)
        {
            // a page of search results is mostly titles that are not there: nobody is to wait for Plex because of them
            look.Nudge(plexType, asked - TimeSpan.FromSeconds(30));
            return (found, await KnowsAsync(database, plexType, cancellationToken) ? Http.Meta.Of(presence) : throw new PlexUnavailableException("Plex has not been read yet."));
        }

        try
        {
            await look.EnsureAsync(plexType, asked, cancellationToken);
            return (await ReadAsync(database, type, wanted, cancellationToken), null);
        }
        catch (PlexUnavailableException) when (!cancellationToken.IsCancellationRequested)
        {
            if (!await KnowsAsync(database, plexType, cancellationToken))
            {
                throw;
            }

            return (found, new ResponseMeta(Stale: true));
        }
    }

    private static async Task<List<TitleAvailability>> ReadAsync(PlexDbContext database, string type, List<int> wanted, CancellationToken cancellationToken)
    {
        var items = await database.Items.AsNoTracking()
            .Where(item => item.MediaType == type && item.TmdbId != null && wanted.Contains(item.TmdbId.Value))
            .Select(item => new { TmdbId = item.TmdbId!.Value, item.Seasons })
            .ToListAsync(cancellationToken);
        // the same title may be in two libraries
        var byTitle = items.ToLookup(item => item.TmdbId);
        return wanted.ConvertAll(id => new TitleAvailability(
            id, byTitle.Contains(id), type == "tv" ? [.. byTitle[id].SelectMany(item => item.Seasons).Distinct().Order()] : null));
    }

    private static Task<bool> KnowsAsync(PlexDbContext database, string plexType, CancellationToken cancellationToken) =>
        database.Libraries.AnyAsync(library => library.Type == plexType && library.FullSyncedAt != null, cancellationToken);

    private static List<int>? Read(string text)
    {
        var parts = text.Split(',', MaxTitles + 1);
        List<int> numbers = [];
        foreach (var part in parts)
        {
            if (!int.TryParse(part.Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out var number) || number < 1)
            {
                return null;
            }

            numbers.Add(number);
        }

        return numbers.Count <= MaxTitles ? [.. numbers.Distinct()] : null;
    }
}

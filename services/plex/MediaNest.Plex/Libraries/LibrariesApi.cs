using System.ComponentModel.DataAnnotations;
using MediaNest.Caching;
using MediaNest.Persistence.Waking;
using MediaNest.Plex.Data;
using MediaNest.Plex.Http;
using MediaNest.Plex.MediaServer;
using MediaNest.Plex.PlexTv;
using MediaNest.Plex.Sync;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Identity;
using MediaNest.ServiceDefaults.Paging;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Plex.Libraries;

internal static class LibrariesApi
{
    private static readonly CacheLifetime ServerLifetime = new(TimeSpan.FromHours(1), TimeSpan.FromDays(7));

    public static RouteGroupBuilder MapLibraries(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/plex").WithTags("Libraries").RequireAuthorization();
        group.MapGet("/server", GetServerAsync).WithSummary("The media server").KeptFor(PrivateCaching.Long);
        group.MapGet("/libraries", ListAsync).WithSummary("Its libraries").KeptFor(PrivateCaching.Long);
        group.MapGet("/libraries/{key}/items", ListItemsAsync).WithSummary("What is in a library, from the synced index").KeptFor(PrivateCaching.Medium);
        group.MapGet("/recently-added", ListRecentAsync).WithSummary("The latest films and shows").KeptFor(PrivateCaching.Medium);

        var admin = routes.MapGroup("/api/v1/admin/plex/libraries").WithTags("Libraries").RequireAuthorization(Policies.Admin);
        admin.MapPost("/{key}/sync", SyncAsync).WithSummary("Compares the index of a library with Plex in full");
        admin.MapPost("/{key}/refresh", RefreshAsync).WithSummary("Makes Plex look for new files in a library, as soon as it can be reached");
        return group;
    }

    private static async Task<Ok<ApiResponse<ServerView>>> GetServerAsync(
        PlexClient plex, PlexTvClient plexTv, JsonCache cache, CancellationToken cancellationToken)
    {
        var server = await cache.GetOrCreateAsync(
            "plex:server",
            ServerLifetime,
            async token =>
            {
                var about = await plex.GetServerAsync(token);
                var sections = await plex.GetSectionsAsync(token);
                var machine = about.MachineIdentifier ?? "";
                return new ServerView(
                    about.FriendlyName ?? "Plex", about.Version ?? "", about.Platform ?? "", machine, sections.Count, await plexTv.CountUsersAsync(machine, token));
            },
            exception => exception is PlexUnavailableException,
            cancellationToken);
        return TypedResults.Ok(ApiResponse.Of(server.Value, Meta.Of(server)));
    }

    private static async Task<Ok<ApiResponse<LibraryList>>> ListAsync(
        PlexDbContext database, PlexFollower follower, PlexPresence presence, CancellationToken cancellationToken)
    {
        var libraries = await ReadAsync(database, cancellationToken);
        if (libraries.Count == 0)
        {
            // not followed yet: asked directly, which fails with PLEX_UNREACHABLE where there is no Plex
            await follower.UpdateListAsync(cancellationToken);
            libraries = await ReadAsync(database, cancellationToken);
        }

        return TypedResults.Ok(ApiResponse.Of(new LibraryList(libraries), Meta.Of(presence)));
    }

    private static async Task<Results<Ok<ApiResponse<ItemPage>>, ApiError>> ListItemsAsync(
        [StringLength(32)] string key, [AsParameters] PageQuery page, [AsParameters] ItemOrder order,
        PlexDbContext database, PlexPresence presence, CancellationToken cancellationToken)
    {
        var items = database.Items.AsNoTracking().Where(item => item.LibraryKey == key);
        if (order.Apply(items) is not { } sorted)
        {
            return ApiError.Validation("sort", "Must be addedAt, title or year, followed by :asc or :desc.");
        }

        if (!await database.Libraries.AnyAsync(library => library.Key == key, cancellationToken))
        {
            return ApiError.NotFound("There is no such library.");
        }

        var total = await items.CountAsync(cancellationToken);
        var skip = order.Offset ?? page.Skip;
        var found = await sorted.Skip(skip).Take(page.Size).ToListAsync(cancellationToken);
        var number = order.Offset is { } offset ? (offset / page.Size) + 1 : page.Number;
        return TypedResults.Ok(ApiResponse.Of(
            new ItemPage(found.ConvertAll(ItemView.From), Pagination.Of(number, page.Size, total)), Meta.Of(presence)));
    }

    private static async Task<Ok<ApiResponse<ItemList>>> ListRecentAsync(
        [FromQuery, Range(1, 100)] int? limit, PlexDbContext database, PlexPresence presence, CancellationToken cancellationToken)
    {
        var found = await database.Items.AsNoTracking()
            .OrderByDescending(item => item.AddedAt).ThenBy(item => item.RatingKey)
            .Take(limit ?? PageQuery.DefaultLimit)
            .ToListAsync(cancellationToken);
        if (found.Count == 0 && !await database.Libraries.AnyAsync(library => library.FullSyncedAt != null, cancellationToken) && presence.IsAway)
        {
            throw new PlexUnavailableException("Nothing is known of Plex yet, and it cannot be reached.");
        }

        return TypedResults.Ok(ApiResponse.Of(new ItemList(found.ConvertAll(ItemView.From)), Meta.Of(presence)));
    }

    private static Task<Results<Accepted<ApiResponse<LibraryTask>>, ApiError>> SyncAsync(
        [StringLength(32)] string key, PlexDbContext database, WorkSignal<PlexWorker> signal, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return AcceptAsync(
            new LibraryTask(key, "sync", "accepted", now),
            database.Libraries.Where(library => library.Key == key)
                .ExecuteUpdateAsync(set => set.SetProperty(library => library.SyncRequestedAt, now), cancellationToken),
            signal);
    }

    private static Task<Results<Accepted<ApiResponse<LibraryTask>>, ApiError>> RefreshAsync(
        [StringLength(32)] string key, PlexDbContext database, WorkSignal<PlexWorker> signal, TimeProvider clock, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        return AcceptAsync(
            new LibraryTask(key, "refresh", "accepted", now),
            database.Libraries.Where(library => library.Key == key)
                .ExecuteUpdateAsync(set => set.SetProperty(library => library.ScanRequestedAt, now), cancellationToken),
            signal);
    }

    private static async Task<Results<Accepted<ApiResponse<LibraryTask>>, ApiError>> AcceptAsync(LibraryTask task, Task<int> update, WorkSignal<PlexWorker> signal)
    {
        if (await update == 0)
        {
            return ApiError.NotFound("There is no such library.");
        }

        signal.Set();
        return TypedResults.Accepted((string?)null, ApiResponse.Of(task));
    }

    private static Task<List<LibraryView>> ReadAsync(PlexDbContext database, CancellationToken cancellationToken) =>
        database.Libraries.OrderBy(library => library.Title)
            .Select(library => new LibraryView(library.Key, library.Title, library.Type, library.Count))
            .ToListAsync(cancellationToken);
}

/// <summary>Order and, for those who count entries rather than pages, the place to begin.</summary>
internal sealed record ItemOrder(
    [property: FromQuery(Name = "sort")] string? Sort,
    [property: FromQuery(Name = "offset"), Range(0, 10_000_000)] int? Offset)
{
    public IQueryable<LibraryItem>? Apply(IQueryable<LibraryItem> items) => Sort switch
    {
        null or "addedAt:desc" or "addedAt" => items.OrderByDescending(item => item.AddedAt).ThenBy(item => item.RatingKey),
        "addedAt:asc" => items.OrderBy(item => item.AddedAt).ThenBy(item => item.RatingKey),
        "title:asc" or "title" => items.OrderBy(item => item.Title).ThenBy(item => item.RatingKey),
        "title:desc" => items.OrderByDescending(item => item.Title).ThenBy(item => item.RatingKey),
        "year:asc" or "year" => items.OrderBy(item => item.Year).ThenBy(item => item.RatingKey),
        "year:desc" => items.OrderByDescending(item => item.Year).ThenBy(item => item.RatingKey),
        _ => null,
    };
}

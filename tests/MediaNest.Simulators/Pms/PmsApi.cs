using System.Globalization;
using MediaNest.Simulators.Catalogue;
using MediaNest.Simulators.Images;
using MediaNest.Simulators.PlexTv;
using Microsoft.Extensions.Options;

namespace MediaNest.Simulators.Pms;

/// <summary>Plex Media Server.</summary>
internal static class PmsApi
{
    public const string Version = "1.41.3.9314-a0bfb8370";

    private const int FirstCollection = 90_000;
    private const int RecentlyAddedSize = 50;

    public static void MapPms(this IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup($"/{Systems.Pms}");
        open.MapGet("/identity", Identity);

        var group = open.MapGroup("").AddEndpointFilter(RequireToken);
        group.MapGet("/", Server);
        group.MapGet("/library/sections", Sections);
        group.MapGet("/library/sections/{key:int}", Section);
        group.MapGet("/library/sections/{key:int}/all", All);
        group.MapGet("/library/sections/{key:int}/recentlyAdded", (int key, HttpRequest request, PlexLibrary library) => Recent(request, library, key));
        group.MapMethods("/library/sections/{key:int}/refresh", ["GET", "POST"], Refresh);
        group.MapGet("/library/sections/{key:int}/collections", Collections);
        group.MapGet("/library/collections/{id:int}", Collection);
        group.MapGet("/library/collections/{id:int}/items", CollectionItems);
        group.MapGet("/library/collections/{id:int}/children", CollectionItems);
        group.MapGet("/library/recentlyAdded", (HttpRequest request, PlexLibrary library) => Recent(request, library, section: null));
        group.MapGet("/library/metadata/{key:int}", Metadata);
        group.MapGet("/library/metadata/{key:int}/children", Children);
        group.MapGet("/library/metadata/{key:int}/{picture:regex(^(thumb|art)$)}/{stamp}", (int key, string picture) =>
            Picture(key, picture == "thumb" ? 200 : 400, picture == "thumb" ? 300 : 225));
        group.MapGet("/photo/:/transcode", Transcode);
        group.MapGet("/hubs/search", SearchApi.Search);
        group.MapGet("/status/sessions", () => new PlexResult(PmsAnswers.Container(0)));
        group.MapFallback("{**path}", NotFound);
    }

    private static async ValueTask<object?> RequireToken(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var accounts = context.HttpContext.RequestServices.GetRequiredService<PlexAccounts>();
        return accounts.MayUseServer(context.HttpContext.Request.PlexValue("X-Plex-Token"))
            ? await next(context)
            : Html(StatusCodes.Status401Unauthorized, "Unauthorized");
    }

    private static PlexResult Identity(IOptions<SimulatorOptions> options) => new(
        new PlexNode("MediaContainer").With("size", 0).With("apiVersion", "1.1.1").With("claimed", true)
            .With("machineIdentifier", options.Value.Plex.MachineIdentifier).With("version", Version));

    private static PlexResult Server(IOptions<SimulatorOptions> options, PlexAccounts accounts) => new(
        PmsAnswers.Container(3)
            .With("friendlyName", options.Value.Plex.ServerName).With("machineIdentifier", options.Value.Plex.MachineIdentifier)
            .With("myPlex", true).With("myPlexMappingState", "mapped").With("myPlexSigninState", "ok").With("myPlexSubscription", true)
            .With("myPlexUsername", accounts.Owner.Email).With("platform", "Linux").With("platformVersion", "12 (bookworm)")
            .With("version", Version).With("multiuser", true).With("updatedAt", 1_760_000_000L)
            .AddRange(new[] { "hubs", "library", "status" }.Select(name =>
                new PlexNode("Directory").With("count", 1).With("key", name).With("title", name))));

    private static PlexResult Sections(PlexLibrary library) => new(
        PmsAnswers.Container(3).With("title1", "Plex Library")
            .Add(SectionNode(PlexLibrary.MovieSection, "movie", "Movies", "tv.plex.agents.movie", library))
            .Add(SectionNode(PlexLibrary.ShowSection, "show", "TV Shows", "tv.plex.agents.series", library))
            .Add(SectionNode(PlexLibrary.YouTubeSection, "movie", "YouTube", "tv.plex.agents.none", library)));

    private static PlexNode SectionNode(int key, string type, string title, string agent, PlexLibrary library) =>
        new PlexNode("Directory")
            .With("allowSync", true).With("art", $"/:/resources/{type}-fanart.jpg").With("filters", true).With("refreshing", false)
            .With("key", key.ToString(CultureInfo.InvariantCulture)).With("type", type).With("title", title)
            .With("agent", agent).With("scanner", type is "movie" ? "Plex Movie" : "Plex TV Series").With("language", "en-GB")
            .With("uuid", $"8a2e6c1d-0000-4000-8000-00000000000{key}").With("updatedAt", 1_760_000_000L).With("createdAt", 1_640_000_000L)
            .With("scannedAt", library.ScannedAt is { } scanned ? PmsAnswers.Epoch(scanned) : 1_760_000_000L)
            .Add(new PlexNode("Location").With("id", key).With("path", $"/data/{title.ToLowerInvariant().Replace(' ', '-')}"));

    private static IResult Section(int key) => TryType(key, out _)
        ? new PlexResult(PmsAnswers.Container(2).With("content", "secondary").With("librarySectionID", key)
            .Add(new PlexNode("Directory").With("key", "all").With("title", "All"))
            .Add(new PlexNode("Directory").With("key", "recentlyAdded").With("title", "Recently Added")))
        : NotFound();

    private static IResult All(int key, HttpRequest request, PlexLibrary library) => TryType(key, out var type)
        ? new PlexResult(LibraryListing.Write(request, type is null ? [] : library.Items(type)).With("librarySectionID", key))
        : NotFound();

    /// <summary>Films and seasons, the latest first.</summary>
    private static IResult Recent(HttpRequest request, PlexLibrary library, int? section)
    {
        MediaType? type = null;
        if (section is { } key && !TryType(key, out type))
        {
            return NotFound();
        }

        var items = section is PlexLibrary.YouTubeSection ? [] : library.Items(type);
        var entries = items
            .SelectMany(item => item.Title.Type is MediaType.Movie
                ? [(Item: item, Season: 0, Added: item.AddedAt)]
                : item.SeasonsAdded.Select(season => (Item: item, Season: season.Key, Added: season.Value)))
            .OrderByDescending(entry => entry.Added).ThenByDescending(entry => entry.Item.RatingKey).ThenByDescending(entry => entry.Season)
            .ToList();
        var guids = request.Query["includeGuids"] == "1";
        return new PlexResult(PmsAnswers.Page(
            request,
            entries,
            entry => entry.Season == 0 ? PmsAnswers.Item(entry.Item, guids) : PmsAnswers.Season(entry.Item, entry.Season),
            RecentlyAddedSize));
    }

    private static IResult Refresh(int key, PlexLibrary library)
    {
        if (!TryType(key, out _))
        {
            return NotFound();
        }

        library.Scan();
        return Results.Ok();
    }

    private static IResult Collections(int key, HttpRequest request, PlexLibrary library, TitleCatalogue catalogue)
    {
        if (!TryType(key, out _))
        {
            return NotFound();
        }

        var all = key == PlexLibrary.MovieSection ? CollectionsOf(library, catalogue).ToList() : [];
        return new PlexResult(PmsAnswers.Page(request, all, entry => PmsAnswers.Collection(entry.Id, entry.Name, entry.Items))
            .With("librarySectionID", key));
    }

    private static IResult Collection(int id, PlexLibrary library, TitleCatalogue catalogue) =>
        CollectionsOf(library, catalogue).FirstOrDefault(entry => entry.Id == id) is { Items: not null } found
            ? new PlexResult(PmsAnswers.Container(1).Add(PmsAnswers.Collection(found.Id, found.Name, found.Items)))
            : NotFound();

    private static IResult CollectionItems(int id, HttpRequest request, PlexLibrary library, TitleCatalogue catalogue) =>
        CollectionsOf(library, catalogue).FirstOrDefault(entry => entry.Id == id) is { Items: not null } found
            ? new PlexResult(PmsAnswers.Page(request, found.Items, item => PmsAnswers.Item(item, request.Query["includeGuids"] == "1")))
            : NotFound();

    /// <summary>The collections that hold anything; ids follow the catalogue, so they stay when items come and go.</summary>
    private static IEnumerable<(int Id, string Name, IReadOnlyList<PlexItem> Items)> CollectionsOf(PlexLibrary library, TitleCatalogue catalogue) =>
        catalogue.Collections
            .OrderBy(entry => entry.Key, StringComparer.Ordinal)
            .Select((entry, index) => (
                Id: FirstCollection + index,
                Name: entry.Key,
                Items: (IReadOnlyList<PlexItem>)[.. entry.Value.Select(title => library.Find(title.Key)).OfType<PlexItem>()]))
            .Where(entry => entry.Items.Count > 0);

    private static IResult Metadata(int key, PlexLibrary library)
    {
        var (itemKey, season, episode) = RatingKeys.Read(key);
        if (!library.TryFind(itemKey, out var item) || !Has(item, season, episode))
        {
            return NotFound();
        }

        var node = episode > 0 ? PmsAnswers.Episode(item, season, episode)
            : season > 0 ? PmsAnswers.Season(item, season)
            : PmsAnswers.Item(item, guids: true);
        return new PlexResult(PmsAnswers.Container(1).With("librarySectionID", item.SectionId).Add(node));
    }

    private static IResult Children(int key, HttpRequest request, PlexLibrary library)
    {
        var (itemKey, season, episode) = RatingKeys.Read(key);
        if (!library.TryFind(itemKey, out var item) || item.Title.Type is MediaType.Movie || !Has(item, season, episode))
        {
            return NotFound();
        }

        return season > 0
            ? new PlexResult(PmsAnswers.Page(request, [.. Enumerable.Range(1, item.Title.EpisodesPerSeason[season - 1])], number => PmsAnswers.Episode(item, season, number)))
            : new PlexResult(PmsAnswers.Page(request, [.. item.SeasonsAdded.Keys.Order()], number => PmsAnswers.Season(item, number)));
    }

    private static bool Has(PlexItem item, int season, int episode) =>
        season == 0 || (item.SeasonsAdded.ContainsKey(season) && episode <= item.Title.EpisodesPerSeason[season - 1]);

    private static IResult Picture(int key, int width, int height) => Results.Bytes(FlatJpeg.Write(width, height, RatingKeys.Read(key).Item * 37), "image/jpeg");

    private static IResult Transcode(HttpRequest request)
    {
        var width = Math.Clamp(request.PlexNumber("width") ?? 200, 8, 1280);
        var height = Math.Clamp(request.PlexNumber("height") ?? 300, 8, 1280);
        return request.Query["url"].ToString() is { Length: > 0 } url
            ? Results.Bytes(FlatJpeg.Write(width, height, url.Sum(c => c)), "image/jpeg")
            : Html(StatusCodes.Status400BadRequest, "Bad Request");
    }

    private static bool TryType(int section, out MediaType? type)
    {
        type = section switch
        {
            PlexLibrary.MovieSection => MediaType.Movie,
            PlexLibrary.ShowSection => MediaType.Tv,
            _ => null,
        };
        return section is PlexLibrary.MovieSection or PlexLibrary.ShowSection or PlexLibrary.YouTubeSection;
    }

    private static IResult NotFound() => Html(StatusCodes.Status404NotFound, "Not Found");

    private static IResult Html(int status, string text) => Results.Content(
        $"<html><head><title>{text}</title></head><body><h1>{status} {text}</h1></body></html>",
        "text/html",
        statusCode: status);
}

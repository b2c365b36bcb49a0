using System.Net;
using MediaNest.Plex.Tests.Hosting;
using MediaNest.Simulators;
using MediaNest.Testing;

namespace MediaNest.Plex.Tests.Libraries;

public sealed class LibrariesApiTests : IAsyncLifetime
{
    private PlexApp _app = null!;

    public async ValueTask InitializeAsync() => _app = await PlexApp.StartAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task ServerLibrariesItemsSearchAndCollectionsAreShown()
    {
        using var alice = _app.Alice();

        var server = await (await alice.GetAsync("/api/v1/plex/server")).DataAsync();
        server.GetProperty("name").GetString().ShouldBe("Simulated Plex");
        server.GetProperty("libraries").GetInt32().ShouldBe(3);
        server.GetProperty("users").GetInt32().ShouldBeGreaterThanOrEqualTo(1);
        server.GetProperty("machineIdentifier").GetString().ShouldNotBeNullOrEmpty();

        var libraries = (await (await alice.GetAsync("/api/v1/plex/libraries")).DataAsync()).GetProperty("libraries").EnumerateArray().ToList();
        libraries.Select(library => library.GetProperty("title").GetString()).ShouldBe(["Movies", "TV Shows", "YouTube"]);

        var page = await (await alice.GetAsync("/api/v1/plex/libraries/1/items?page=2&limit=5&sort=title:asc")).DataAsync();
        page.GetProperty("items").GetArrayLength().ShouldBe(5);
        page.GetProperty("pagination").GetProperty("page").GetInt32().ShouldBe(2);
        page.GetProperty("pagination").GetProperty("totalItems").GetInt32().ShouldBe(libraries[0].GetProperty("count").GetInt32());
        var shows = await (await alice.GetAsync("/api/v1/plex/libraries/2/items?limit=3")).DataAsync();
        shows.GetProperty("items")[0].GetProperty("seasons").GetArrayLength().ShouldBeGreaterThan(0);

        var recent = (await (await alice.GetAsync("/api/v1/plex/recently-added?limit=4")).DataAsync()).GetProperty("items").EnumerateArray().ToList();
        recent.Select(item => item.GetProperty("addedAt").GetDateTimeOffset()).ShouldBeInOrder(SortDirection.Descending);

        var title = page.GetProperty("items")[0].GetProperty("title").GetString()!;
        var found = await (await alice.GetAsync($"/api/v1/plex/search?query={Uri.EscapeDataString(title)}&limit=5")).DataAsync();
        found.GetProperty("items").EnumerateArray().Select(item => item.GetProperty("title").GetString()).ShouldContain(title);

        var collections = (await (await alice.GetAsync("/api/v1/plex/libraries/1/collections")).DataAsync()).GetProperty("collections");
        collections.GetArrayLength().ShouldBeGreaterThan(0);
        var collection = await (await alice.GetAsync($"/api/v1/plex/collections/{collections[0].GetProperty("id").GetString()}")).DataAsync();
        collection.GetProperty("items").GetArrayLength().ShouldBe(collections[0].GetProperty("count").GetInt32());
    }

    [Fact]
    public async Task PostersComeThroughUsAndNoTokenDoes()
    {
        using var alice = _app.Alice();
        var response = await alice.GetAsync("/api/v1/plex/libraries/1/items?limit=1");
        var item = (await response.DataAsync()).GetProperty("items")[0];
        (await response.Content.ReadAsStringAsync()).ShouldNotContain("sim-plex-token");

        var picture = await alice.GetAsync(item.GetProperty("thumbnail").GetString());

        picture.StatusCode.ShouldBe(HttpStatusCode.OK);
        picture.Content.Headers.ContentType!.MediaType.ShouldBe("image/jpeg");
        (await picture.Content.ReadAsByteArrayAsync()).Length.ShouldBeGreaterThan(100);
    }

    [Theory]
    [InlineData("/api/v1/plex/libraries/99/items", 404)]
    [InlineData("/api/v1/plex/libraries/1/items?page=0", 400)]
    [InlineData("/api/v1/plex/libraries/1/items?page=x", 400)]
    [InlineData("/api/v1/plex/libraries/1/items?limit=101", 400)]
    [InlineData("/api/v1/plex/libraries/1/items?offset=-1", 400)]
    [InlineData("/api/v1/plex/libraries/1/items?sort=password:asc", 400)]
    [InlineData("/api/v1/plex/libraries/1%2F..%2F..%2Fidentity/items", 404)]
    [InlineData("/api/v1/plex/libraries/abcdefghijklmnopqrstuvwxyzabcdefghijklmnop/items", 400)]
    [InlineData("/api/v1/plex/libraries/99/collections", 404)]
    [InlineData("/api/v1/plex/libraries/..%2F..%2Fstatus/collections", 404)]
    [InlineData("/api/v1/plex/collections/nothing", 404)]
    [InlineData("/api/v1/plex/recently-added?limit=0", 400)]
    [InlineData("/api/v1/plex/recently-added?limit=many", 400)]
    [InlineData("/api/v1/plex/search", 400)]
    [InlineData("/api/v1/plex/search?query=%20", 400)]
    [InlineData("/api/v1/plex/search?query=a%00b", 400)]
    [InlineData("/api/v1/plex/search?query=x&limit=1000", 400)]
    [InlineData("/api/v1/plex/thumbnails/nothing", 404)]
    [InlineData("/api/v1/plex/availability", 400)]
    [InlineData("/api/v1/plex/availability?tmdbId=603", 400)]
    [InlineData("/api/v1/plex/availability?type=movie", 400)]
    [InlineData("/api/v1/plex/availability?tmdbId=603&type=book", 400)]
    [InlineData("/api/v1/plex/availability?tmdbId=-1&type=movie", 400)]
    [InlineData("/api/v1/plex/availability?tmdbId=99999999999&type=movie", 400)]
    [InlineData("/api/v1/plex/availability?tmdbId=603&ids=604&type=movie", 400)]
    [InlineData("/api/v1/plex/availability?ids=1,two&type=movie", 400)]
    [InlineData("/api/v1/plex/nothing", 404)]
    public async Task BadInputIsAnsweredInTheEnvelope(string address, int status)
    {
        using var alice = _app.Alice();

        await (await alice.GetAsync(address)).ErrorAsync((HttpStatusCode)status);
    }

    [Fact]
    public async Task NobodyGetsInWithoutAToken()
    {
        using var nobody = _app.Client(null);
        foreach (var path in (string[])["server", "libraries", "libraries/1/items", "search?query=a", "recently-added", "availability?tmdbId=1&type=movie", "thumbnails/1"])
        {
            await (await nobody.GetAsync("/api/v1/plex/" + path)).ErrorAsync(HttpStatusCode.Unauthorized);
        }

        using var alice = _app.Alice();
        await (await alice.PostAsync("/api/v1/admin/plex/libraries/1/sync", null)).ErrorAsync(HttpStatusCode.Forbidden);
        using var media = _app.Media();
        await (await media.GetAsync("/api/v1/plex/libraries")).ErrorAsync(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task AdministratorsHavePlexLookForFilesAndTheIndexCompared()
    {
        using var admin = _app.Admin();
        var gone = await _app.PresentAsync("movie");
        await _app.Simulator.Control.RemovePlexItemAsync(gone, "movie");

        (await (await admin.PostAsync("/api/v1/admin/plex/libraries/1/refresh", null)).DataAsync(HttpStatusCode.Accepted)).GetProperty("task").GetString().ShouldBe("refresh");
        await (await admin.PostAsync("/api/v1/admin/plex/libraries/1/sync", null)).DataAsync(HttpStatusCode.Accepted);
        await (await admin.PostAsync("/api/v1/admin/plex/libraries/99/sync", null)).ErrorAsync(HttpStatusCode.NotFound);

        await Eventually.Async(async () => await _app.CountEventsAsync("LibraryItemRemoved", gone) == 1, Eventually.Patience, "the removal is noticed");
        await Eventually.Async(
            async () => (await _app.Simulator.Control.CallsAsync(Systems.Pms)).Any(call => call.Path.Contains("/library/sections/1/refresh", StringComparison.Ordinal)),
            Eventually.Patience,
            "Plex is told to look for files");
    }
}

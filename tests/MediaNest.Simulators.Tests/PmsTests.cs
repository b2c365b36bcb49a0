using System.Net;
using System.Text.Json.Nodes;
using System.Xml.Linq;

namespace MediaNest.Simulators.Tests;

public sealed class PmsTests(SimulatorFixture fixture) : SimulatorTest(fixture)
{
    [Fact]
    public async Task IdentityNeedsNoTokenAndTheRestDoes()
    {
        XDocument.Parse(await Http.GetStringAsync("pms/identity", Cancellation)).Root!.Attribute("machineIdentifier")!.Value.ShouldNotBeEmpty();

        using var refused = await Http.GetAsync("pms/library/sections", Cancellation);
        refused.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
    }

    [Fact]
    public async Task AnswersAreXmlUnlessJsonIsAccepted()
    {
        var xml = XDocument.Parse(await Http.GetStringAsync("pms/library/sections?X-Plex-Token=sim-plex-token", Cancellation)).Root!;
        var json = await PlexAsync("/library/sections");

        xml.Name.LocalName.ShouldBe("MediaContainer");
        xml.Elements("Directory").Select(section => section.Attribute("key")!.Value)
            .ShouldBe(json["MediaContainer"]!["Directory"]!.AsArray().Select(section => section!["key"]!.GetValue<string>()));
    }

    [Fact]
    public async Task PagesAddUpToTheWhole()
    {
        var keys = new List<string>();
        var total = 0;
        do
        {
            var page = (await PlexAsync($"/library/sections/1/all?X-Plex-Container-Start={keys.Count}&X-Plex-Container-Size=25"))["MediaContainer"]!;
            total = page["totalSize"]!.GetValue<int>();
            page["offset"]!.GetValue<int>().ShouldBe(keys.Count);
            keys.AddRange(page["Metadata"]!.AsArray().Select(item => item!["ratingKey"]!.GetValue<string>()));
        }
        while (keys.Count < total);

        keys.Count.ShouldBe(total);
        keys.Distinct().Count().ShouldBe(total);
    }

    [Fact]
    public async Task ASizeOfZeroOnlyCounts()
    {
        var container = (await PlexAsync("/library/sections/2/all?X-Plex-Container-Start=0&X-Plex-Container-Size=0"))["MediaContainer"]!;

        container["size"]!.GetValue<int>().ShouldBe(0);
        container["totalSize"]!.GetValue<int>().ShouldBeGreaterThan(30);
        container["Metadata"].ShouldBeNull();
    }

    [Fact]
    public async Task GuidsComeWhenAskedForAndOldItemsHaveTheLegacyOne()
    {
        var without = (await PlexAsync("/library/sections/1/all"))["MediaContainer"]!["Metadata"]!.AsArray();
        var with = (await PlexAsync("/library/sections/1/all?includeGuids=1"))["MediaContainer"]!["Metadata"]!.AsArray();

        without.ShouldAllBe(item => item!["Guid"] == null);
        with.Count(item => item!["Guid"] is JsonArray ids && ids.Any(id => id!["id"]!.GetValue<string>().StartsWith("tmdb://", StringComparison.Ordinal))).ShouldBeGreaterThan(50);
        with.ShouldContain(item => item!["guid"]!.GetValue<string>().StartsWith("com.plexapp.agents.themoviedb://", StringComparison.Ordinal));
        with.ShouldContain(item => item!["Media"]![0]!["videoResolution"]!.GetValue<string>() == "4k");
    }

    [Fact]
    public async Task WhatIsAddedIsRecentlyAddedAndFound()
    {
        var newest = (await PlexAsync("/library/sections/1/all?sort=addedAt:desc&X-Plex-Container-Size=1"))["MediaContainer"]!["Metadata"]![0]!["addedAt"]!.GetValue<long>();
        await Control.AddPlexItemAsync(Endgame, "movie", cancellationToken: Cancellation);

        var recent = (await PlexAsync("/library/recentlyAdded"))["MediaContainer"]!["Metadata"]!;
        var hubs = (await PlexAsync("/hubs/search?query=endgame&limit=5"))["MediaContainer"]!["Hub"]!.AsArray();
        var delta = (await PlexAsync($"/library/sections/1/all?type=1&sort=addedAt:desc&addedAt>>={newest}"))["MediaContainer"]!;

        recent[0]!["title"]!.GetValue<string>().ShouldBe("Avengers: Endgame");
        hubs.Single(hub => hub!["type"]!.GetValue<string>() == "movie")!["Metadata"]![0]!["Guid"]!.AsArray().Select(id => id!["id"]!.GetValue<string>()).ShouldContain($"tmdb://{Endgame}");
        delta["Metadata"]!.AsArray().Single()!["title"]!.GetValue<string>().ShouldBe("Avengers: Endgame");
    }

    [Fact]
    public async Task WhatIsRemovedIsGone()
    {
        await Control.AddPlexItemAsync(Endgame, "movie", cancellationToken: Cancellation);
        await Control.RemovePlexItemAsync(Endgame, "movie", Cancellation);

        (await PlexAsync("/library/sections/1/all?title=endgame"))["MediaContainer"]!["totalSize"]!.GetValue<int>().ShouldBe(0);
    }

    [Fact]
    public async Task AShowHasTheSeasonsThatWereAddedAndTheirEpisodes()
    {
        await Control.RemovePlexItemIfThereAsync(1399, "tv");
        await Control.AddPlexItemAsync(1399, "tv", [2, 3], Cancellation);

        var show = (await PlexAsync("/library/sections/2/all?title=game%20of%20thrones"))["MediaContainer"]!["Metadata"]![0]!;
        var seasons = (await PlexAsync(show["key"]!.GetValue<string>()))["MediaContainer"]!["Metadata"]!.AsArray();
        var episodes = (await PlexAsync(seasons[0]!["key"]!.GetValue<string>()))["MediaContainer"]!["Metadata"]!.AsArray();

        seasons.Select(season => season!["index"]!.GetValue<int>()).ShouldBe([2, 3]);
        episodes.Count.ShouldBe(10);
        episodes[9]!["grandparentTitle"]!.GetValue<string>().ShouldBe("Game of Thrones");
    }

    [Fact]
    public async Task CollectionsListTheirItems()
    {
        var collections = (await PlexAsync("/library/sections/1/collections"))["MediaContainer"]!["Metadata"]!.AsArray();
        collections.Count.ShouldBeGreaterThan(5);

        var first = collections[0]!;
        foreach (var kind in new[] { "items", "children" })
        {
            var items = (await PlexAsync($"/library/collections/{first["ratingKey"]}/{kind}"))["MediaContainer"]!;
            items["size"]!.GetValue<int>().ShouldBe(first["childCount"]!.GetValue<int>());
        }
    }

    [Theory]
    [InlineData("GET")]
    [InlineData("POST")]
    public async Task ALibraryIsScannedEitherWay(string method)
    {
        using var response = await SendAsync(new HttpMethod(method), "pms/library/sections/1/refresh?path=%2Fdata&X-Plex-Token=sim-plex-token");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task ThumbnailsAreJpegs()
    {
        var item = (await PlexAsync("/library/sections/1/all?X-Plex-Container-Size=1"))["MediaContainer"]!["Metadata"]![0]!;

        using var picture = await Http.GetAsync($"pms{item["thumb"]}?X-Plex-Token=sim-plex-token", Cancellation);

        picture.Content.Headers.ContentType!.MediaType.ShouldBe("image/jpeg");
        (await picture.Content.ReadAsByteArrayAsync(Cancellation)).Take(2).ShouldBe([(byte)0xFF, (byte)0xD8]);
    }

    [Fact]
    public async Task WhatIsNotThereIs404()
    {
        foreach (var path in new[] { "/library/sections/77/all", "/library/metadata/1", "/library/collections/5", "/nothing" })
        {
            using var response = await SendAsync(HttpMethod.Get, $"pms{path}", null, ("X-Plex-Token", "sim-plex-token"));
            response.StatusCode.ShouldBe(HttpStatusCode.NotFound, path);
        }
    }
}

internal static class ControlExtensions
{
    public static async Task RemovePlexItemIfThereAsync(this SimulatorControl control, int tmdbId, string mediaType)
    {
        try
        {
            await control.RemovePlexItemAsync(tmdbId, mediaType, TestContext.Current.CancellationToken);
        }
        catch (HttpRequestException exception) when (exception.StatusCode is HttpStatusCode.NotFound)
        {
            // It was not there.
        }
    }
}

using System.Net;
using MediaNest.Media.Tests.Hosting;
using MediaNest.Simulators;

namespace MediaNest.Media.Tests.Catalog;

public sealed class CatalogTests(MediaApp app)
{
    [Fact]
    public async Task PagesOfAnySizeAreCutFromTmdbsPages()
    {
        using var client = app.For(Guid.CreateVersion7());
        var all = await client.GetDataAsync("/api/v1/media/discover?type=movie&limit=50");
        var ids = all.GetProperty("results").EnumerateArray().Select(item => item.GetProperty("id").GetString()).ToList();
        ids.Count.ShouldBe(50);
        ids.Distinct().Count().ShouldBe(50);
        var third = await client.GetDataAsync("/api/v1/media/discover?type=movie&limit=15&page=3");
        third.GetProperty("results").EnumerateArray().Select(item => item.GetProperty("id").GetString()).ShouldBe(ids.Skip(30).Take(15));
        var pagination = third.GetProperty("pagination");
        pagination.GetProperty("hasPrev").GetBoolean().ShouldBeTrue();
        pagination.GetProperty("totalResults").GetInt32().ShouldBe(pagination.GetProperty("totalItems").GetInt32());
    }

    [Fact]
    public async Task DetailsHaveCastCrewAndTheSeasonsAvailability()
    {
        app.Plex.Add("tv", 94605, 1);
        await app.RequestAsync(94605, "tv", [2]);
        using var client = app.For(Guid.CreateVersion7());
        var show = await client.GetDataAsync("/api/v1/media/tv/94605");
        show.GetProperty("title").GetString().ShouldBe("Arcane");
        show.GetProperty("genres").GetArrayLength().ShouldBeGreaterThan(0);
        show.GetProperty("cast")[0].GetProperty("name").GetString().ShouldBe("Hailee Steinfeld");
        show.GetProperty("externalIds").GetProperty("imdb").GetString().ShouldBe("tt11126994");
        var seasons = show.GetProperty("availability").GetProperty("seasons").EnumerateArray().Where(season => season.GetProperty("season").GetInt32() > 0).ToList();
        seasons.Select(season => (season.GetProperty("plex").GetBoolean(), season.GetProperty("requested").GetBoolean(), season.GetProperty("status").GetString()))
            .ShouldBe([(true, false, "available"), (false, true, "pending")]);
        var film = await client.GetDataAsync("/api/v1/media/movie/603");
        film.TryGetProperty("seasons", out _).ShouldBeFalse();
        film.GetProperty("runtime").GetInt32().ShouldBeGreaterThan(60);
    }

    [Fact]
    public async Task TrendingGenresAndYearsNarrow()
    {
        using var client = app.For(Guid.CreateVersion7());
        (await client.GetDataAsync("/api/v1/media/trending?type=tv")).GetProperty("results").EnumerateArray()
            .ShouldAllBe(item => item.GetProperty("type").GetString() == "tv");
        var named = await client.GetDataAsync("/api/v1/media/discover?type=movie&genre=science%20fiction&sort=date:asc");
        var numbered = await client.GetDataAsync("/api/v1/media/discover?type=movie&genre=878&sort=date:asc");
        named.GetProperty("results").ToString().ShouldBe(numbered.GetProperty("results").ToString());
        (await client.GetDataAsync("/api/v1/media/search?query=the&year=2008")).GetProperty("results").EnumerateArray()
            .ShouldAllBe(item => item.GetProperty("year").GetInt32() == 2008);
    }

    [Fact]
    public async Task WhileTmdbIsDownAnOldAnswerStandsInAndWhatWasNeverAskedIsUnreachable()
    {
        await using var own = await MediaApp.StartAsync(settings =>
        {
            settings["Tmdb:FreshSeconds"] = "1";
            settings["Resilience:tmdb:Retries"] = "0";
        });
        using var client = own.For(Guid.CreateVersion7());
        const string address = "/api/v1/media/search?query=matrix";
        var fresh = await client.GetDataAsync(address);
        await own.Simulators.Control.SetFaultAsync(Systems.Tmdb, new Fault { Down = true });
        await Testing.Eventually.Async(
            async () => (await client.GetStringAsync(new Uri(address, UriKind.Relative))).Contains("\"stale\":true", StringComparison.Ordinal),
            MediaApp.Patience, "the answer is stale");
        var stale = await client.GetDataAsync(address);
        stale.GetProperty("results").ToString().ShouldBe(fresh.GetProperty("results").ToString());

        using var never = await client.GetAsync(new Uri("/api/v1/media/search?query=joker", UriKind.Relative));
        var error = await never.ShouldFailAsync(HttpStatusCode.ServiceUnavailable, "TMDB_UNREACHABLE");
        error.GetProperty("retryAfter").GetInt32().ShouldBeGreaterThan(0);
        never.Headers.RetryAfter.ShouldNotBeNull();
        using var ask = await client.AskAsync(Titles.ManOfSteel);
        await ask.ShouldFailAsync(HttpStatusCode.ServiceUnavailable, "TMDB_UNREACHABLE");
    }

    [Fact]
    public async Task WhilePlexIsDownSearchGoesOnWithoutIt()
    {
        await using var own = await MediaApp.StartAsync();
        own.Plex.Add("movie", Titles.TheMatrix);
        own.Plex.IsDown = true;
        var user = Guid.CreateVersion7();
        await own.RequestAsync(604, userId: user);
        using var client = own.For(user);
        var found = (await client.GetDataAsync("/api/v1/media/search?query=matrix")).GetProperty("results").EnumerateArray().ToDictionary(
            item => item.GetProperty("id").GetString()!, item => item.GetProperty("availability"));
        found["603"].GetProperty("plex").GetBoolean().ShouldBeFalse();
        found["603"].GetProperty("status").GetString().ShouldBe("unknown");
        found["604"].GetProperty("status").GetString().ShouldBe("pending");
        found["604"].GetProperty("requested").GetBoolean().ShouldBeTrue();
    }
}

using System.Net;

namespace MediaNest.Simulators.Tests;

public sealed class TmdbTests(SimulatorFixture fixture) : SimulatorTest(fixture)
{
    [Fact]
    public async Task TheCatalogueHasThreeHundredTitles()
    {
        var movies = (await TmdbAsync("/discover/movie"))["total_results"]!.GetValue<int>();
        var shows = (await TmdbAsync("/discover/tv"))["total_results"]!.GetValue<int>();
        (movies + shows).ShouldBeGreaterThan(300);
    }

    [Theory]
    [InlineData("tmdb/movie/299534?api_key=sim-tmdb-key")]
    [InlineData("tmdb/3/movie/299534?api_key=sim-tmdb-key")]
    public async Task TheKeyMayBeAQueryArgument(string path) =>
        (await JsonAsync(path))["title"]!.GetValue<string>().ShouldBe("Avengers: Endgame");

    [Theory]
    [InlineData("tmdb/movie/299534", 401, 7)]
    [InlineData("tmdb/movie/299534?api_key=wrong", 401, 7)]
    [InlineData("tmdb/movie/1?api_key=sim-tmdb-key", 404, 34)]
    [InlineData("tmdb/no/such/thing?api_key=sim-tmdb-key", 404, 34)]
    [InlineData("tmdb/tv/1399/season/99?api_key=sim-tmdb-key", 404, 34)]
    [InlineData("tmdb/search/multi?query=a&page=0&api_key=sim-tmdb-key", 400, 22)]
    public async Task ErrorsHaveTmdbsCodes(string path, int status, int code)
    {
        using var response = await Http.GetAsync(path, Cancellation);

        ((int)response.StatusCode).ShouldBe(status);
        var error = await JsonAsync(response);
        error["success"]!.GetValue<bool>().ShouldBeFalse();
        error["status_code"]!.GetValue<int>().ShouldBe(code);
        error["status_message"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData("multi", "endgame", 299534)]
    [InlineData("movie", "avengers endgame", 299534)]
    [InlineData("movie", "amelie", 194)]
    [InlineData("movie", "WALL-E", 10681)]
    [InlineData("tv", "game of", 1399)]
    [InlineData("multi", "breaking bad", 1396)]
    public async Task SearchFindsAsPeopleType(string kind, string query, int id)
    {
        var found = await TmdbAsync($"/search/{kind}?query={Uri.EscapeDataString(query)}&include_adult=false&language=en-US&page=1");
        found["results"]!.AsArray().Select(title => title!["id"]!.GetValue<int>()).First().ShouldBe(id);
    }

    [Fact]
    public async Task OnlyMixedListsNameTheMediaType()
    {
        (await TmdbAsync("/search/multi?query=avatar"))["results"]!.AsArray().Select(title => title!["media_type"]!.GetValue<string>()).Distinct().Order().ShouldBe(["movie", "tv"]);
        (await TmdbAsync("/search/movie?query=avatar"))["results"]![0]!["media_type"].ShouldBeNull();
    }

    [Fact]
    public async Task DetailsCarryWhatIsAppendedAndNothingElse()
    {
        var plain = await TmdbAsync("/movie/299534");
        var film = await TmdbAsync("/movie/299534?append_to_response=credits,external_ids,videos");

        plain["credits"].ShouldBeNull();
        film["runtime"]!.GetValue<int>().ShouldBe(181);
        film["credits"]!["cast"]![0]!["name"]!.GetValue<string>().ShouldBe("Robert Downey Jr.");
        film["external_ids"]!["imdb_id"]!.GetValue<string>().ShouldBe("tt4154796");
        film["videos"]!["results"]!.AsArray().ShouldNotBeEmpty();
    }

    [Fact]
    public async Task ShowsHaveSeasonsAndEpisodes()
    {
        var show = await TmdbAsync("/tv/1399?append_to_response=aggregate_credits,external_ids,season/1");
        var season = await TmdbAsync("/tv/1399/season/7");

        show["name"]!.GetValue<string>().ShouldBe("Game of Thrones");
        show["number_of_seasons"]!.GetValue<int>().ShouldBe(8);
        show["seasons"]!.AsArray().Count.ShouldBe(8);
        show["external_ids"]!["tvdb_id"]!.GetValue<int>().ShouldBe(121361);
        show["aggregate_credits"]!["cast"]![0]!["roles"]!.AsArray().ShouldNotBeEmpty();
        show["season/1"]!["episodes"]!.AsArray().Count.ShouldBe(10);
        season["episodes"]!.AsArray().Count.ShouldBe(7);
    }

    [Theory]
    [InlineData("tt0944947", "imdb_id")]
    [InlineData("121361", "tvdb_id")]
    public async Task FindKnowsForeignIds(string id, string source) =>
        (await TmdbAsync($"/find/{id}?external_source={source}"))["tv_results"]![0]!["id"]!.GetValue<int>().ShouldBe(1399);

    [Fact]
    public async Task ListsArePagedByTwenty()
    {
        var first = await TmdbAsync("/trending/all/week");
        var second = await TmdbAsync("/trending/all/week?page=2");

        first["results"]!.AsArray().Count.ShouldBe(20);
        second["page"]!.GetValue<int>().ShouldBe(2);
        first["total_pages"]!.GetValue<int>().ShouldBe((first["total_results"]!.GetValue<int>() + 19) / 20);
        first["results"]!.AsArray().Select(Key).Intersect(second["results"]!.AsArray().Select(Key)).ShouldBeEmpty();

        static string Key(System.Text.Json.Nodes.JsonNode? title) => $"{title!["media_type"]}-{title["id"]}";
    }

    [Fact]
    public async Task DiscoverFiltersByGenreAndYear()
    {
        var found = (await TmdbAsync("/discover/movie?with_genres=878&primary_release_year=2014&sort_by=vote_average.desc"))["results"]!.AsArray();

        found.ShouldNotBeEmpty();
        found.ShouldAllBe(film => film!["release_date"]!.GetValue<string>().StartsWith("2014", StringComparison.Ordinal));
        found.ShouldAllBe(film => film!["genre_ids"]!.AsArray().Any(id => id!.GetValue<int>() == 878));
    }

    [Theory]
    [InlineData("movie", "Science Fiction")]
    [InlineData("tv", "Sci-Fi & Fantasy")]
    public async Task GenresAreTmdbsOwn(string kind, string name) =>
        (await TmdbAsync($"/genre/{kind}/list"))["genres"]!.AsArray().ShouldContain(genre => genre!["name"]!.GetValue<string>() == name);

    [Theory]
    [InlineData("w342/poster-movie-299534.jpg", HttpStatusCode.OK)]
    [InlineData("original/backdrop-tv-1399.jpg", HttpStatusCode.OK)]
    [InlineData("w1/poster-movie-299534.jpg", HttpStatusCode.NotFound)]
    [InlineData("w342/nothing.jpg", HttpStatusCode.NotFound)]
    public async Task PicturesHaveTmdbsSizes(string path, HttpStatusCode status)
    {
        using var response = await Http.GetAsync($"tmdb-images/{path}", Cancellation);
        response.StatusCode.ShouldBe(status);
    }
}

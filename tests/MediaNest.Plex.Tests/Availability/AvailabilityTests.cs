using System.Net;
using MediaNest.Plex.Tests.Hosting;
using MediaNest.Simulators;
using MediaNest.Testing;

namespace MediaNest.Plex.Tests.Availability;

public sealed class AvailabilityTests : IAsyncLifetime
{
    private PlexApp _app = null!;

    // the worker looks once and then not again: what is seen here is seen because somebody asked
    public async ValueTask InitializeAsync() => _app = await PlexApp.StartAsync(("Plex:DeltaSeconds", "3600"));

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task FilmThatHasJustArrivedIsSeenByTheNextQuestion()
    {
        using var media = _app.Media();
        var id = await _app.MissingAsync("movie");
        (await AskAsync(media, id, "movie")).GetProperty("available").GetBoolean().ShouldBeFalse();

        await _app.Simulator.Control.AddPlexItemAsync(id, "movie");

        (await AskAsync(media, id, "movie")).GetProperty("available").GetBoolean().ShouldBeTrue();
        (await _app.CountEventsAsync("LibraryItemAdded", id)).ShouldBe(1);
    }

    [Fact]
    public async Task SeasonThatHasJustArrivedIsSeenToo()
    {
        using var alice = _app.Alice();
        var id = await _app.MissingAsync("tv");
        await _app.Simulator.Control.AddPlexItemAsync(id, "tv", [1]);
        (await AskAsync(alice, id, "tv")).GetProperty("seasons").EnumerateArray().Select(season => season.GetInt32()).ShouldBe([1]);

        await _app.Simulator.Control.AddPlexItemAsync(id, "tv");

        await Eventually.Async(
            async () => (await AskAsync(alice, id, "tv")).GetProperty("seasons").GetArrayLength() > 1,
            Eventually.Patience,
            "the other seasons are seen");
        await Eventually.Async(async () => await _app.CountEventsAsync("LibraryItemAdded", id) == 2, Eventually.Patience, "both arrivals are told of");
    }

    [Fact]
    public async Task ManyTitlesAreAnsweredAtOnceInTheOrderAsked()
    {
        using var media = _app.Media();
        var present = await _app.PresentAsync("movie");
        var missing = await _app.MissingAsync("movie", 3);

        var items = (await (await media.GetAsync($"/api/v1/plex/availability?ids={missing},{present}&type=movie")).DataAsync()).GetProperty("items");

        items.EnumerateArray().Select(item => (item.GetProperty("tmdbId").GetInt32(), item.GetProperty("available").GetBoolean()))
            .ShouldBe([(missing, false), (present, true)]);
        var tooMany = string.Join(',', Enumerable.Range(1, 101));
        await (await media.GetAsync($"/api/v1/plex/availability?ids={tooMany}&type=movie")).ErrorAsync(HttpStatusCode.BadRequest);
    }

    [Fact]
    public async Task ManyWhoAskAtOnceCauseFewLooks()
    {
        using var media = _app.Media();
        var id = await _app.MissingAsync("movie", 5);
        await AskAsync(media, id, "movie");
        var before = (await _app.Simulator.Control.CallsAsync(Systems.Pms)).Count;

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => AskAsync(media, id, "movie")));

        ((await _app.Simulator.Control.CallsAsync(Systems.Pms)).Count - before).ShouldBeLessThan(50);
    }

    [Fact]
    public async Task WhilePlexIsDownTheIndexAnswersAndSaysSo()
    {
        using var alice = _app.Alice();
        var present = await _app.PresentAsync("movie");
        var missing = await _app.MissingAsync("movie", 7);
        await (await alice.GetAsync("/api/v1/plex/server")).DataAsync();
        await _app.Simulator.Control.SetFaultAsync(Systems.Pms, new Fault { Down = true });

        var answer = await (await alice.GetAsync($"/api/v1/plex/availability?tmdbId={missing}&type=movie")).JsonAsync();
        answer.GetProperty("data").GetProperty("available").GetBoolean().ShouldBeFalse();
        answer.IsStale().ShouldBeTrue();
        var known = await (await alice.GetAsync($"/api/v1/plex/availability?tmdbId={present}&type=movie")).JsonAsync();
        known.GetProperty("data").GetProperty("available").GetBoolean().ShouldBeTrue();
        known.IsStale().ShouldBeTrue();
        (await (await alice.GetAsync("/api/v1/plex/libraries/1/items")).JsonAsync()).IsStale().ShouldBeTrue();
        (await (await alice.GetAsync("/api/v1/plex/search?query=the")).JsonAsync()).IsStale().ShouldBeTrue();
        var error = await (await alice.GetAsync("/api/v1/plex/libraries/1/collections")).ErrorAsync(HttpStatusCode.ServiceUnavailable);
        error.GetProperty("code").GetString().ShouldBe("PLEX_UNREACHABLE");
        error.GetProperty("retryAfter").GetInt32().ShouldBeGreaterThan(0);

        await _app.Simulator.Control.ClearFaultAsync(Systems.Pms);
        await Eventually.Async(
            async () => !(await (await alice.GetAsync($"/api/v1/plex/availability?tmdbId={missing}&type=movie")).JsonAsync()).IsStale(),
            Eventually.Patience,
            "the service is well again");
    }

    [Fact]
    public async Task GarbageFromPlexIsAnOutageNotACrash()
    {
        using var alice = _app.Alice();
        var missing = await _app.MissingAsync("movie", 8);
        await _app.Simulator.Control.SetFaultAsync(Systems.Pms, new Fault { Garbage = true });

        (await (await alice.GetAsync($"/api/v1/plex/availability?tmdbId={missing}&type=movie")).JsonAsync()).IsStale().ShouldBeTrue();
        await (await alice.GetAsync("/api/v1/plex/collections/90000")).ErrorAsync(HttpStatusCode.ServiceUnavailable);
    }

    private static async Task<System.Text.Json.JsonElement> AskAsync(HttpClient client, int id, string type) =>
        await (await client.GetAsync($"/api/v1/plex/availability?tmdbId={id}&type={type}")).DataAsync();
}

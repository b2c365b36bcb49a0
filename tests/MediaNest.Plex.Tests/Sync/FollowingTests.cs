using System.Net;
using MassTransit;
using MediaNest.Contracts;
using MediaNest.Plex.Data;
using MediaNest.Plex.Tests.Hosting;
using MediaNest.Simulators;
using MediaNest.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Fault = MediaNest.Simulators.Fault;

namespace MediaNest.Plex.Tests.Sync;

public sealed class FollowingTests
{
    private static readonly TimeSpan Patience = Eventually.Patience;

    [Fact]
    public async Task TwoReplicasTellOfEveryArrivalAndRemovalOnce()
    {
        await using var app = await PlexApp.StartAsync(("Plex:DeltaSeconds", "0.3"), ("Plex:FullSyncHours", "0.0005"));
        await using var replica = app.CreateReplica();
        using var second = replica.CreateClient();
        // a library seen for the first time is no news
        (await app.CountEventsAsync("LibraryItemAdded")).ShouldBe(0);
        var added = new[] { await app.MissingAsync("movie"), await app.MissingAsync("movie", 1), await app.MissingAsync("tv") };
        var gone = await app.PresentAsync("movie");

        await app.Simulator.Control.AddPlexItemAsync(added[0], "movie");
        await app.Simulator.Control.AddPlexItemAsync(added[1], "movie");
        await app.Simulator.Control.AddPlexItemAsync(added[2], "tv");
        await app.Simulator.Control.RemovePlexItemAsync(gone, "movie");

        await Eventually.Async(async () => await app.CountEventsAsync("LibraryItemAdded") >= 3 && await app.CountEventsAsync("LibraryItemRemoved") >= 1, Patience, "all is noticed");
        // two more full comparisons by either replica change nothing
        var comparisons = await app.CountEventsAsync("LibrarySynced");
        await Eventually.Async(async () => await app.CountEventsAsync("LibrarySynced") >= comparisons + 4, Patience, "the replicas go on comparing");
        (await app.CountEventsAsync("LibraryItemAdded")).ShouldBe(3);
        (await app.CountEventsAsync("LibraryItemRemoved")).ShouldBe(1);
        await using var scope = app.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PlexDbContext>();
        foreach (var library in await database.Libraries.ToListAsync())
        {
            library.Count.ShouldBe(await database.Items.CountAsync(item => item.LibraryKey == library.Key), library.Title);
        }
    }

    [Fact]
    public async Task EpisodesThatComeToAShowAreCounted()
    {
        await using var app = await PlexApp.StartAsync(("Plex:DeltaSeconds", "0.3"));
        var show = await app.MissingAsync("tv");
        await app.Simulator.Control.AddPlexItemAsync(show, "tv", [1]);
        await Eventually.Async(async () => await app.CountEventsAsync("LibraryItemAdded") == 1, Patience, "the show is noticed");

        await app.Simulator.Control.AddPlexItemAsync(show, "tv", [2]);
        await Eventually.Async(async () => await app.CountEventsAsync("LibraryItemAdded") == 2, Patience, "its second season is noticed");

        await using var scope = app.Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PlexDbContext>();
        var told = await database.Database.SqlQuery<string>(
            $"SELECT coalesce(body->>'newEpisodes', 'unknown') AS \"Value\" FROM outbox_messages WHERE type LIKE '%LibraryItemAdded%' ORDER BY sequence").ToListAsync();
        told[0].ShouldBe("unknown");
        int.Parse(told[1], System.Globalization.CultureInfo.InvariantCulture).ShouldBeGreaterThan(0);
        (await database.Items.SingleAsync(item => item.TmdbId == show && item.MediaType == "tv")).Episodes.ShouldNotBeNull().ShouldBeGreaterThan(int.Parse(told[1], System.Globalization.CultureInfo.InvariantCulture));
    }

    [Fact]
    public async Task PlexThatGoesAndComesIsTold()
    {
        await using var app = await PlexApp.StartAsync(("Plex:DeltaSeconds", "0.3"));

        await app.Simulator.Control.SetFaultAsync(Systems.Pms, new Fault { Down = true });
        await Eventually.Async(async () => await app.CountEventsAsync("PlexServerReachabilityChanged") == 1, Patience, "it is told that Plex is away");

        await app.Simulator.Control.ClearFaultAsync(Systems.Pms);
        await Eventually.Async(async () => await app.CountEventsAsync("PlexServerReachabilityChanged") == 2, Patience, "it is told that Plex is back");
    }

    [Fact]
    public async Task ServiceThatNeverSawPlexSaysSoAndReadsItLater()
    {
        await using var simulators = await SimulatorHost.StartAsync();
        await simulators.Control.SetFaultAsync(Systems.Pms, new Fault { Down = true });
        await using var app = await PlexApp.StartEmptyAsync(("Plex:BaseUrl", simulators.UrlOf(Systems.Pms)), ("Plex:DeltaSeconds", "0.3"));
        using var alice = app.Alice();

        foreach (var path in (string[])["server", "libraries", "search?query=a", "availability?tmdbId=603&type=movie", "availability?ids=603,604&type=tv"])
        {
            var error = await (await alice.GetAsync("/api/v1/plex/" + path)).ErrorAsync(HttpStatusCode.ServiceUnavailable);
            error.GetProperty("code").GetString().ShouldBe("PLEX_UNREACHABLE", path);
        }

        await simulators.Control.ClearFaultAsync(Systems.Pms);
        await Eventually.Async(
            async () => (await (await alice.GetAsync("/api/v1/plex/recently-added")).DataAsync()).GetProperty("items").GetArrayLength() > 0, Patience, "the library is read");
    }

    [Fact]
    public async Task FinishedDownloadMakesPlexLookEvenIfItWasAway()
    {
        await using var app = await PlexApp.StartAsync(("Plex:DeltaSeconds", "0.3"));
        await app.Simulator.Control.SetFaultAsync(Systems.Pms, new Fault { Down = true });
        var completed = new DownloadCompleted(Guid.CreateVersion7(), Guid.CreateVersion7(), "A video", "a/video.mp4", 1, AddToPlex: true, DateTimeOffset.UnixEpoch);

        await app.Services.GetRequiredService<IBus>().Publish(completed);
        await Eventually.Async(
            async () =>
            {
                await using var scope = app.Services.CreateAsyncScope();
                return await scope.ServiceProvider.GetRequiredService<PlexDbContext>().Libraries.AnyAsync(library => library.Title == "YouTube" && library.ScanRequestedAt != null);
            },
            Patience,
            "the wish is kept");
        await app.Simulator.Control.ClearFaultAsync(Systems.Pms);

        await Eventually.Async(
            async () => (await app.Simulator.Control.CallsAsync(Systems.Pms)).Any(call => call.Path.Contains("/library/sections/3/refresh", StringComparison.Ordinal)),
            Patience,
            "Plex is told");
    }
}

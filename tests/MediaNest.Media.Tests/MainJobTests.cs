using MediaNest.Media.Tests.Hosting;

[assembly: AssemblyFixture(typeof(MediaApp))]

namespace MediaNest.Media.Tests;

public sealed class MainJobTests(MediaApp app)
{
    [Fact]
    public async Task AFilmGoesFromSearchToAvailable()
    {
        var user = Guid.CreateVersion7();
        using var client = app.For(user, name: "alice");
        var found = await client.GetDataAsync("/api/v1/media/search?query=avengers&type=movie");
        var first = found.GetProperty("results").EnumerateArray().Single(result => result.GetProperty("id").GetString() == "299534");
        first.GetProperty("title").GetString().ShouldBe("Avengers: Endgame");
        first.GetProperty("year").GetInt32().ShouldBe(2019);
        first.GetProperty("availability").GetProperty("plex").GetBoolean().ShouldBeFalse();
        first.GetProperty("availability").GetProperty("requested").GetBoolean().ShouldBeFalse();

        var id = await app.RequestAsync(Titles.Endgame, userId: user);
        (await app.GetAsync(id)).GetProperty("status").GetString().ShouldBe("pending");
        await app.ApproveAsync(id);
        await app.WaitForAsync(id, "processing");
        app.Plex.Add("movie", Titles.Endgame);
        await app.Simulators.Control.CompleteRequestAsync(await app.OverseerrIdAsync(id));

        await app.WaitForHistoryAsync(id, "pending", "approved", "processing", "available");
        (await app.InOverseerrAsync(Titles.Endgame)).Count.ShouldBe(1);
        (await app.EventsAsync("MediaRequested", id)).Count.ShouldBe(1);
        var moves = await app.EventsAsync("MediaRequestStatusChanged", id);
        moves.Select(move => (move.GetProperty("status").GetString(), move.GetProperty("version").GetInt32()))
            .ShouldBe([("approved", 1), ("processing", 2), ("available", 3)]);

        var details = await client.GetDataAsync("/api/v1/media/movie/299534");
        details.GetProperty("availability").GetProperty("plex").GetBoolean().ShouldBeTrue();
        details.GetProperty("availability").GetProperty("status").GetString().ShouldBe("available");
    }
}

using System.Net;
using MediaNest.Media.Tests.Hosting;

namespace MediaNest.Media.Tests.Requests;

public sealed class OneRequestPerTitleTests(MediaApp app)
{
    [Fact]
    public async Task OfManyWhoAskAtOnceOneWinsAndTheOthersFollow()
    {
        var users = Enumerable.Range(0, 6).Select(_ => Guid.CreateVersion7()).ToList();
        var clients = users.ConvertAll(user => app.For(user));
        var answers = await Task.WhenAll(clients.Select(client => client.AskAsync(Titles.DoctorStrange)));

        var won = answers.Single(answer => answer.StatusCode == HttpStatusCode.Created);
        var id = (await won.DataAsync()).GetProperty("requestId").GetGuid();
        foreach (var lost in answers.Where(answer => answer != won))
        {
            var error = await lost.ShouldFailAsync(HttpStatusCode.Conflict, "ALREADY_REQUESTED");
            error.GetProperty("details").GetProperty("requestId").GetGuid().ShouldBe(id);
            error.GetProperty("details").GetProperty("following").GetBoolean().ShouldBeTrue();
        }

        (await app.GetAsync(id)).GetProperty("followers").GetInt32().ShouldBe(5);
        (await app.QueryAsync<long>("SELECT count(*) FROM media_requests WHERE tmdb_id = $1", Titles.DoctorStrange)).ShouldBe(1);

        await app.ApproveAsync(id);
        var moved = (await app.EventsAsync("MediaRequestStatusChanged", id))[0];
        moved.GetProperty("followerIds").EnumerateArray().Select(follower => follower.GetGuid())
            .ShouldBe(users.Where((_, index) => answers[index] != won), ignoreOrder: true);
    }

    [Fact]
    public async Task AskingTwiceOneselfMakesNoFollower()
    {
        var user = Guid.CreateVersion7();
        var id = await app.RequestAsync(Titles.TheAvengers, userId: user);
        using var client = app.For(user);
        using var again = await client.AskAsync(Titles.TheAvengers);
        var error = await again.ShouldFailAsync(HttpStatusCode.Conflict, "ALREADY_REQUESTED");
        error.GetProperty("details").GetProperty("requestId").GetGuid().ShouldBe(id);
        error.GetProperty("details").GetProperty("following").GetBoolean().ShouldBeFalse();
        (await app.GetAsync(id)).GetProperty("followers").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task ADeniedTitleMayBeAskedForAgain()
    {
        var first = await app.RequestAsync(Titles.AgeOfUltron);
        using var admin = app.Admin();
        using var denied = await admin.PostJsonAsync($"/api/v1/admin/requests/{first}/deny", """{"reason":"no room"}""");
        (await denied.DataAsync()).GetProperty("reason").GetString().ShouldBe("no room");
        var second = await app.RequestAsync(Titles.AgeOfUltron);
        second.ShouldNotBe(first);
    }

    [Fact]
    public async Task SeasonsAreHeldOneByOne()
    {
        var first = await app.RequestAsync(Titles.GameOfThrones, "tv", [1, 2]);
        using var other = app.For(Guid.CreateVersion7());
        using var overlapping = await other.AskAsync(Titles.GameOfThrones, "tv", [2, 3]);
        var error = await overlapping.ShouldFailAsync(HttpStatusCode.Conflict, "ALREADY_REQUESTED");
        error.GetProperty("details").GetProperty("requestId").GetGuid().ShouldBe(first);
        error.GetProperty("details").GetProperty("seasons").EnumerateArray().Select(season => season.GetInt32()).ShouldBe([2]);

        using var apart = await other.AskAsync(Titles.GameOfThrones, "tv", [3]);
        apart.StatusCode.ShouldBe(HttpStatusCode.Created);
    }

    [Fact]
    public async Task WhatIsInPlexIsNotAskedForAgain()
    {
        app.Plex.Add("movie", Titles.BlackPanther);
        app.Plex.Add("tv", Titles.TheMandalorian, 1);
        using var client = app.For(Guid.CreateVersion7());
        using var film = await client.AskAsync(Titles.BlackPanther);
        await film.ShouldFailAsync(HttpStatusCode.Conflict, "ALREADY_AVAILABLE");
        using var season = await client.AskAsync(Titles.TheMandalorian, "tv", [1]);
        await season.ShouldFailAsync(HttpStatusCode.Conflict, "ALREADY_AVAILABLE");

        // without seasons: what is missing
        using var rest = await client.AskAsync(Titles.TheMandalorian, "tv");
        (await rest.DataAsync()).GetProperty("seasons").EnumerateArray().Select(number => number.GetInt32()).ShouldBe([2, 3]);
    }

    [Fact]
    public async Task AnUnknownTitleIsNotFound()
    {
        using var client = app.For(Guid.CreateVersion7());
        using var answer = await client.AskAsync(Titles.Unknown);
        await answer.ShouldFailAsync(HttpStatusCode.NotFound, "NOT_FOUND");
    }
}

using System.Net;

namespace MediaNest.Simulators.Tests;

public sealed class OverseerrTests(SimulatorFixture fixture) : SimulatorTest(fixture)
{
    private const int Thrones = 1399;

    [Fact]
    public async Task StatusIsPublicAndTheRestWantsTheRightKey()
    {
        (await JsonAsync("overseerr/api/v1/status"))["version"]!.GetValue<string>().ShouldNotBeEmpty();

        using var without = await Http.GetAsync("overseerr/api/v1/request", Cancellation);
        using var wrong = await SendAsync(HttpMethod.Get, "overseerr/api/v1/request", null, ("X-Api-Key", "wrong"));
        without.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        wrong.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task TheAdministratorsRequestIsApprovedAtOnce()
    {
        var request = await RequestAsync(new { mediaType = "movie", mediaId = Endgame, is4k = false });

        request["status"]!.GetValue<int>().ShouldBe(2);
        request["media"]!["status"]!.GetValue<int>().ShouldBe(3);
        request["media"]!["tmdbId"]!.GetValue<int>().ShouldBe(Endgame);
        request["is4k"]!.GetValue<bool>().ShouldBeFalse();
        request["title"].ShouldBeNull();
    }

    [Fact]
    public async Task AUsersRequestWaitsForApproval()
    {
        var request = await RequestAsync(new { mediaType = "movie", mediaId = Endgame, is4k = false }, user: 2);
        request["status"]!.GetValue<int>().ShouldBe(1);
        request["media"]!["status"]!.GetValue<int>().ShouldBe(2);

        using var approved = await OverseerrAsync(HttpMethod.Post, $"/request/{request["id"]}/approve");
        (await JsonAsync(approved))["status"]!.GetValue<int>().ShouldBe(2);

        using var byUser = await OverseerrAsync(HttpMethod.Post, $"/request/{request["id"]}/decline", user: 2);
        byUser.StatusCode.ShouldBe(HttpStatusCode.Forbidden);
    }

    [Fact]
    public async Task TheSecondRequestForAFilmIs409()
    {
        await RequestAsync(new { mediaType = "movie", mediaId = Endgame, is4k = false });
        using var second = await OverseerrAsync(HttpMethod.Post, "/request", new { mediaType = "movie", mediaId = Endgame, is4k = false }, user: 2);
        second.StatusCode.ShouldBe(HttpStatusCode.Conflict);
    }

    [Fact]
    public async Task NothingLeftToRequestIs202()
    {
        await Control.RemovePlexItemIfThereAsync(Thrones, "tv");
        await RequestAsync(new { mediaType = "tv", mediaId = Thrones, seasons = "all", is4k = false });

        using var second = await OverseerrAsync(HttpMethod.Post, "/request", new { mediaType = "tv", mediaId = Thrones, seasons = new[] { 1, 2 }, is4k = false });

        second.StatusCode.ShouldBe(HttpStatusCode.Accepted);
        (await JsonAsync(second))["message"]!.GetValue<string>().ShouldNotBeEmpty();
    }

    [Theory]
    [InlineData(3, """{"mediaType":"movie","mediaId":299534,"is4k":false}""", 403)]
    [InlineData(99, """{"mediaType":"movie","mediaId":299534,"is4k":false}""", 403)]
    [InlineData(1, """{"mediaType":"movie","mediaId":1,"is4k":false}""", 500)]
    [InlineData(1, """{"mediaType":"tv","mediaId":1399,"is4k":false}""", 500)]
    [InlineData(1, """{"mediaType":"song","mediaId":1}""", 400)]
    [InlineData(1, """{"mediaType":"movie"}""", 400)]
    [InlineData(1, """not json""", 400)]
    public async Task BadRequestsAreRefusedAsOverseerrDoes(int user, string body, int status)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "overseerr/api/v1/request")
        {
            Content = new StringContent(body, System.Text.Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("X-Api-Key", "sim-overseerr-key");
        request.Headers.Add("X-API-User", $"{user}");

        using var response = await Http.SendAsync(request, Cancellation);

        ((int)response.StatusCode).ShouldBe(status);
    }

    [Theory]
    [InlineData("/request?take=5&skip=0&filter=all&sort=added", 200)]
    [InlineData("/request?page=2", 400)]
    [InlineData("/request?filter=everything", 400)]
    [InlineData("/search?query=game%20of%20thrones", 200)]
    [InlineData("/search?query=game+of+thrones", 400)]
    [InlineData("/search", 400)]
    [InlineData("/movie/1", 500)]
    [InlineData("/request/12345", 404)]
    public async Task TheQueryMustFitTheDocument(string path, int status)
    {
        using var response = await OverseerrAsync(HttpMethod.Get, path);
        ((int)response.StatusCode).ShouldBe(status);
    }

    [Fact]
    public async Task SeasonsCompleteOneAfterTheOther()
    {
        await Control.RemovePlexItemIfThereAsync(Thrones, "tv");
        var request = await RequestAsync(new { mediaType = "tv", mediaId = Thrones, seasons = new[] { 1, 2 }, is4k = false });
        var id = request["id"]!.GetValue<int>();
        request["seasons"]!.AsArray().Select(season => season!["seasonNumber"]!.GetValue<int>()).ShouldBe([1, 2]);

        await Control.CompleteRequestAsync(id, [1], cancellationToken: Cancellation);
        var half = await ReadAsync(id);
        half["media"]!["status"]!.GetValue<int>().ShouldBe(4);
        half["status"]!.GetValue<int>().ShouldBe(2);

        await Control.CompleteRequestAsync(id, cancellationToken: Cancellation);
        var whole = await ReadAsync(id);
        whole["status"]!.GetValue<int>().ShouldBe(5);
        whole["media"]!["status"]!.GetValue<int>().ShouldBe(4, "six seasons were never requested");
    }

    [Fact]
    public async Task FiltersAndCountsFollowTheStates()
    {
        var films = new[] { 24428, 1726, 68721, 284053 };
        foreach (var film in films)
        {
            await Control.RemovePlexItemIfThereAsync(film, "movie");
        }

        var waiting = await RequestAsync(new { mediaType = "movie", mediaId = films[0], is4k = false }, user: 2);
        var running = await RequestAsync(new { mediaType = "movie", mediaId = films[1], is4k = false });
        var failed = await RequestAsync(new { mediaType = "movie", mediaId = films[2], is4k = false });
        var done = await RequestAsync(new { mediaType = "movie", mediaId = films[3], is4k = false });
        await Control.FailRequestAsync(failed["id"]!.GetValue<int>(), Cancellation);
        await Control.CompleteRequestAsync(done["id"]!.GetValue<int>(), cancellationToken: Cancellation);

        (await IdsAsync("pending")).ShouldBe([waiting["id"]!.GetValue<int>()]);
        (await IdsAsync("processing")).ShouldBe([running["id"]!.GetValue<int>()]);
        (await IdsAsync("failed")).ShouldBe([failed["id"]!.GetValue<int>()]);
        (await IdsAsync("available")).ShouldBe([done["id"]!.GetValue<int>()]);
        (await IdsAsync("all")).Count.ShouldBe(4);

        using var count = await OverseerrAsync(HttpMethod.Get, "/request/count");
        (await JsonAsync(count))["total"]!.GetValue<int>().ShouldBe(4);
    }

    [Fact]
    public async Task ADeletedRequestCanBeMadeAgain()
    {
        var first = await RequestAsync(new { mediaType = "movie", mediaId = Endgame, is4k = false });
        using var deleted = await OverseerrAsync(HttpMethod.Delete, $"/request/{first["id"]}");
        deleted.StatusCode.ShouldBe(HttpStatusCode.NoContent);

        await RequestAsync(new { mediaType = "movie", mediaId = Endgame, is4k = false });
    }

    [Fact]
    public async Task DetailsTellWhatOverseerrKnows()
    {
        using var before = await OverseerrAsync(HttpMethod.Get, $"/movie/{Endgame}");
        (await JsonAsync(before))["mediaInfo"].ShouldBeNull();

        await RequestAsync(new { mediaType = "movie", mediaId = Endgame, is4k = false });
        using var after = await OverseerrAsync(HttpMethod.Get, $"/movie/{Endgame}");
        var info = (await JsonAsync(after))["mediaInfo"]!;
        info["status"]!.GetValue<int>().ShouldBe(3);
        info["requests"]!.AsArray().Count.ShouldBe(1);
    }

    private async Task<System.Text.Json.Nodes.JsonNode> RequestAsync(object body, int user = 1)
    {
        using var response = await OverseerrAsync(HttpMethod.Post, "/request", body, user);
        response.StatusCode.ShouldBe(HttpStatusCode.Created);
        return await JsonAsync(response);
    }

    private async Task<System.Text.Json.Nodes.JsonNode> ReadAsync(int id)
    {
        using var response = await OverseerrAsync(HttpMethod.Get, $"/request/{id}");
        return await JsonAsync(response);
    }

    private async Task<IReadOnlyList<int>> IdsAsync(string filter)
    {
        using var response = await OverseerrAsync(HttpMethod.Get, $"/request?take=20&skip=0&filter={filter}");
        var page = await JsonAsync(response);
        page["pageInfo"]!["results"]!.GetValue<int>().ShouldBe(page["results"]!.AsArray().Count);
        return [.. page["results"]!.AsArray().Select(request => request!["id"]!.GetValue<int>())];
    }
}

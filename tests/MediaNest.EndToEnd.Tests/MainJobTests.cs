using System.Text.Json;
using MediaNest.EndToEnd.Tests.Running;
using MediaNest.Testing;

namespace MediaNest.EndToEnd.Tests;

/// <summary>The purpose of it all: a request travels from sign-in to 'available', and nothing on the way is lost or done twice.</summary>
public sealed class MainJobTests(RunningMediaNest mediaNest)
{
    private static readonly TimeSpan Soon = Eventually.Patience;

    [Fact]
    public async Task AFilmTravelsFromSignInToAvailableAndItsUserIsTold()
    {
        var user = await mediaNest.SignInWithPlexAsync("mainjob");
        var film = await user.FindRequestableAsync("the");

        var request = (await user.PostAsync("/api/v1/media/request", new { tmdbId = film, mediaType = "movie" })).ShouldBe(201).Data;
        request.GetProperty("status").GetString().ShouldBe("pending");
        var id = request.GetProperty("id").GetString()!;
        request.GetProperty("requestId").GetString().ShouldBe(id);

        (await mediaNest.Admin.PostAsync($"/api/v1/admin/requests/{id}/approve")).ShouldBe(200);
        await user.ReachesAsync(id, "processing");
        await mediaNest.CompleteAsync(film);
        await user.ReachesAsync(id, "available");

        await Eventually.Async(
            async () => (await NotificationsOf(user)).Any(item => item.GetRawText().Contains("available", StringComparison.OrdinalIgnoreCase)),
            Soon,
            "the user is told that the film is available");
        var again = await user.PostAsync("/api/v1/media/request", new { tmdbId = film, mediaType = "movie" });
        again.ShouldFail(409, "ALREADY_AVAILABLE");
    }

    [Fact]
    public async Task AnotherUserNeitherSeesNorCancelsTheRequest()
    {
        var owner = await mediaNest.SignInWithPlexAsync("owner-of-request");
        var stranger = await mediaNest.SignInWithPlexAsync("stranger");
        var film = await owner.FindRequestableAsync("a");
        var id = (await owner.PostAsync("/api/v1/media/request", new { tmdbId = film, mediaType = "movie" })).ShouldBe(201).Data.GetProperty("id").GetString();

        (await stranger.GetAsync($"/api/v1/media/requests/{id}")).ShouldFail(404, "NOT_FOUND");
        (await stranger.SendAsync(HttpMethod.Delete, $"/api/v1/media/requests/{id}")).ShouldFail(404, "NOT_FOUND");
        (await stranger.PostAsync($"/api/v1/admin/requests/{id}/approve")).ShouldFail(403, "FORBIDDEN");
        (await owner.GetAsync($"/api/v1/media/request/{id}")).ShouldBe(200);
    }

    [Fact]
    public async Task AServiceKilledBetweenRequestAndSubmissionLosesNothingAndSubmitsOnce()
    {
        var user = await mediaNest.SignInWithPlexAsync("survivor");
        var film = await user.FindRequestableAsync("of");
        await mediaNest.ControlAsync(HttpMethod.Put, "faults/overseerr", new { down = true });
        string id;
        try
        {
            id = (await user.PostAsync("/api/v1/media/request", new { tmdbId = film, mediaType = "movie" })).ShouldBe(201).Data.GetProperty("id").GetString()!;
            (await mediaNest.Admin.PostAsync($"/api/v1/admin/requests/{id}/approve")).ShouldBe(200);

            mediaNest.Kill("media");
        }
        finally
        {
            await mediaNest.ControlAsync(HttpMethod.Delete, "faults/overseerr");
        }

        await user.ReachesAsync(id, "processing");
        (await mediaNest.OverseerrRequestsForAsync(film)).Count.ShouldBe(1);
        await mediaNest.CompleteAsync(film);
        await user.ReachesAsync(id, "available");
    }

    [Fact]
    public async Task AServiceKilledWhileOverseerrAnswersSubmitsOnce()
    {
        var user = await mediaNest.SignInWithPlexAsync("midflight");
        var film = await user.FindRequestableAsync("in");
        await mediaNest.ControlAsync(HttpMethod.Put, "faults/overseerr", new { latencyMs = 3_000 });
        string id;
        try
        {
            id = (await user.PostAsync("/api/v1/media/request", new { tmdbId = film, mediaType = "movie" })).ShouldBe(201).Data.GetProperty("id").GetString()!;
            (await mediaNest.Admin.PostAsync($"/api/v1/admin/requests/{id}/approve")).ShouldBe(200);
            await Eventually.Async(
                async () => (await mediaNest.OverseerrRequestsForAsync(film)).Count == 1, Soon, "Overseerr has taken the request but not answered yet");

            mediaNest.Kill("media");
        }
        finally
        {
            await mediaNest.ControlAsync(HttpMethod.Delete, "faults/overseerr");
        }

        await user.ReachesAsync(id, "processing");
        (await mediaNest.OverseerrRequestsForAsync(film)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task AVideoIsDownloadedAndListed()
    {
        var user = await mediaNest.SignInWithPlexAsync("watcher");
        var accepted = (await user.PostAsync("/api/v1/youtube/download", new { url = "https://www.youtube.com/watch?v=dQw4w9WgXcQ", quality = "360p" }))
            .ShouldBe(202).Data;
        accepted.GetProperty("status").GetString().ShouldBe("queued");
        var id = accepted.GetProperty("id").GetString();

        await Eventually.Async(
            async () => (await user.GetAsync($"/api/v1/youtube/downloads/{id}")).ShouldBe(200).Data.GetProperty("status").GetString() switch
            {
                "completed" => true,
                "failed" => throw new InvalidOperationException("the download failed"),
                _ => false,
            },
            Eventually.Patience,
            "the video is downloaded");

        var list = (await user.GetAsync("/api/v1/youtube/downloads?status=completed")).ShouldBe(200).Data;
        list.GetRawText().ShouldContain(id!);
        var stranger = await mediaNest.SignInWithPlexAsync("non-watcher");
        (await stranger.GetAsync($"/api/v1/youtube/downloads/{id}")).ShouldFail(404, "NOT_FOUND");
    }

    private static async Task<IReadOnlyList<JsonElement>> NotificationsOf(ApiClient user) =>
        [.. (await user.GetAsync("/api/v1/notifications")).ShouldBe(200).Data.GetProperty("items").EnumerateArray()];
}

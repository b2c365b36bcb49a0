using MediaNest.EndToEnd.Tests.Running;
using MediaNest.Testing;

namespace MediaNest.EndToEnd.Tests;

/// <summary>Who is deleted is gone from every service; what they did goes on counting as nobody's.</summary>
public sealed class ErasureTests(RunningMediaNest mediaNest)
{
    private const string Username = "erasurecandidate";

    private static readonly TimeSpan Soon = Eventually.Patience;

    [Fact]
    public async Task ADeletedUsersNameIsNowhereAndTheFiguresStay()
    {
        var cancellationToken = TestContext.Current.CancellationToken;
        var user = await mediaNest.SignInWithPlexAsync(Username);
        var id = (await user.GetAsync("/api/v1/auth/session")).ShouldBe(200).Data.GetProperty("user").GetProperty("id").GetString()!;
        var request = await RequestAsync(user);
        (await user.PostAsync("/api/v1/youtube/download", new { url = "https://www.youtube.com/watch?v=aqz-KE-bpKQ", quality = "360p" })).ShouldBe(202);
        await Eventually.Async(
            async () => (await mediaNest.Admin.GetAsync("/api/v1/notifications?limit=100")).ShouldBe(200).Body.GetRawText().Contains(request, StringComparison.Ordinal),
            Soon,
            "the administrator is told of the request");
        await Eventually.Async(async () => (await FindAsync("operations", id)).Count > 0, Soon, "operations counts the user");
        (await FindAsync("auth", Username)).ShouldNotBeEmpty();
        (await FindAsync("media", Username)).ShouldNotBeEmpty();
        var before = (await mediaNest.Admin.GetAsync("/api/v1/admin/stats")).ShouldBe(200).Data.GetProperty("requests").GetProperty("total").GetInt32();

        (await mediaNest.Admin.SendAsync(HttpMethod.Delete, $"/api/v1/admin/users/{id}")).Status.ShouldBeInRange(200, 204);

        (await user.GetAsync("/api/v1/media/requests")).ShouldFail(404, "USER_NOT_FOUND");
        foreach (var service in mediaNest.Databases.Keys)
        {
            await GoneAsync(service, Username);
        }

        // not even as an id where it would lead to what the person asked for
        await GoneAsync("media", id);
        await GoneAsync("download", id);
        (await mediaNest.Admin.GetAsync("/api/v1/admin/stats")).ShouldBe(200).Data.GetProperty("requests").GetProperty("total").GetInt32().ShouldBeGreaterThanOrEqualTo(before);

        async Task GoneAsync(string service, string text)
        {
            try
            {
                await Eventually.Async(async () => (await FindAsync(service, text)).Count == 0, Soon, $"{service} holds '{text}' no more");
            }
            catch (TimeoutException)
            {
                // says where it still is
                (await FindAsync(service, text)).ShouldBeEmpty();
            }
        }

        Task<IReadOnlyList<string>> FindAsync(string service, string text) => DatabaseSearch.FindAsync(mediaNest.Databases[service], text, cancellationToken);
    }

    private static async Task<string> RequestAsync(ApiClient user)
    {
        var found = (await user.GetAsync("/api/v1/media/search?query=on&type=movie&limit=100")).ShouldBe(200).Data.GetProperty("results");
        foreach (var film in found.EnumerateArray())
        {
            var answer = await user.PostAsync("/api/v1/media/request", new { tmdbId = film.GetProperty("id").GetString(), mediaType = "movie", comment = "for " + Username });
            if (answer.Status == 201)
            {
                return answer.Data.GetProperty("id").GetString()!;
            }
        }

        throw new InvalidOperationException("Every film is requested already.");
    }
}

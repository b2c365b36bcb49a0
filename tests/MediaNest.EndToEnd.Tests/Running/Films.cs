using System.Text.Json;
using MediaNest.Testing;

namespace MediaNest.EndToEnd.Tests.Running;

/// <summary>The steps of a film's way that tests have in common.</summary>
internal static class Films
{
    private static readonly TimeSpan Soon = Eventually.Patience;

    /// <summary>A title that is neither in Plex nor requested yet.</summary>
    public static async Task<string> FindRequestableAsync(this ApiClient user, string query, string type = "movie")
    {
        for (var page = 1; page <= 5; page++)
        {
            var results = (await user.GetAsync($"/api/v1/media/search?query={query}&type={type}&page={page}")).ShouldBe(200).Data.GetProperty("results");
            foreach (var result in results.EnumerateArray())
            {
                var availability = result.GetProperty("availability");
                if (!availability.GetProperty("plex").GetBoolean() && !availability.GetProperty("requested").GetBoolean())
                {
                    return result.GetProperty("id").GetString()!;
                }
            }
        }

        throw new InvalidOperationException($"Nothing left to request for '{query}'.");
    }

    /// <summary>Requests a film.</summary>
    /// <returns>The request's id.</returns>
    public static async Task<string> RequestAsync(this ApiClient user, string film) =>
        (await user.PostAsync("/api/v1/media/request", new { tmdbId = film, mediaType = "movie" })).ShouldBe(201).Data.GetProperty("id").GetString()!;

    /// <summary>Waits until a request has come to a status.</summary>
    public static Task ReachesAsync(this ApiClient user, string id, string status) => Eventually.Async(
        async () =>
        {
            // the message of a failed attempt is what the time-out reports
            (await user.GetAsync($"/api/v1/media/requests/{id}")).ShouldBe(200).Data.GetProperty("status").GetString().ShouldBe(status);
            return true;
        },
        Soon,
        $"request {id} is '{status}'");

    /// <summary>Lets Overseerr finish with a film.</summary>
    public static async Task CompleteAsync(this RunningMediaNest mediaNest, string film)
    {
        var request = (await mediaNest.OverseerrRequestsForAsync(film)).ShouldHaveSingleItem();
        await mediaNest.ControlAsync(HttpMethod.Post, $"overseerr/requests/{request.GetProperty("id").GetInt32()}/complete", new { });
    }

    /// <summary>What Overseerr has been asked for a film.</summary>
    public static async Task<IReadOnlyList<JsonElement>> OverseerrRequestsForAsync(this RunningMediaNest mediaNest, string film)
    {
        var answer = await mediaNest.ControlAsync(HttpMethod.Get, "overseerr/requests");
        var list = answer.ValueKind == JsonValueKind.Array ? answer : answer.GetProperty("results");
        return [.. list.EnumerateArray().Where(request => request.GetRawText().Contains($"\"tmdbId\":{film}", StringComparison.Ordinal))];
    }
}

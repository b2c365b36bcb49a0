using MediaNest.EndToEnd.Tests.Running;
using MediaNest.Testing;

namespace MediaNest.EndToEnd.Tests;

public sealed class TraceTests(RunningMediaNest mediaNest)
{
    private const int Server = 2;
    private const int Consumer = 5;

    [Fact]
    public async Task OneTraceSpansTheGatewayTheServiceAndTheConsumerInAnother()
    {
        var user = await mediaNest.SignInWithPlexAsync("traced");
        var results = (await user.GetAsync("/api/v1/media/search?query=star&type=movie")).ShouldBe(200).Data.GetProperty("results");
        var film = results.EnumerateArray().First(result => !result.GetProperty("availability").GetProperty("plex").GetBoolean());
        await user.PostAsync("/api/v1/media/request", new { tmdbId = film.GetProperty("id").GetString(), mediaType = "movie" });

        await Eventually.Async(
            () => mediaNest.Telemetry.Spans.GroupBy(span => span.TraceId).Any(trace =>
                trace.Any(span => span is { Service: "gateway", Kind: Server })
                && trace.Any(span => span is { Service: "media", Kind: Server } && span.Name.StartsWith("POST", StringComparison.Ordinal))
                && trace.Any(span => span is { Service: "notification", Kind: Consumer })),
            Eventually.Patience,
            "one trace id stands on the gateway's span, media's span and the notification consumer's span");
    }

    [Fact]
    public async Task TheCorrelationIdGoesInAndComesBack()
    {
        var answer = await mediaNest.Admin.SendAsync(HttpMethod.Get, "/api/v1/media/requests/not-an-id", correlationId: "my-id.42");

        answer.Headers.GetValues("X-Correlation-ID").ShouldBe(["my-id.42"]);
        answer.Body.GetProperty("correlationId").GetString().ShouldBe("my-id.42");
    }
}

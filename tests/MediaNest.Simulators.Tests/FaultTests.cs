using System.Diagnostics;
using System.Net;
using System.Text.Json;

namespace MediaNest.Simulators.Tests;

public sealed class FaultTests(SimulatorFixture fixture) : SimulatorTest(fixture)
{
    private const string Film = "tmdb/movie/299534?api_key=sim-tmdb-key";

    [Fact]
    public async Task ADelayedCallTakesEffectEvenWhenTheClientGivesUp()
    {
        await Control.SetFaultAsync(Systems.Overseerr, new Fault { LatencyMs = 60_000, Times = 1 }, Cancellation);
        using var impatient = new HttpClient { BaseAddress = Simulators.BaseAddress };
        using var enough = new CancellationTokenSource();
        impatient.DefaultRequestHeaders.Add("X-Api-Key", "sim-overseerr-key");

        var call = impatient.PostAsync("overseerr/api/v1/request", System.Net.Http.Json.JsonContent.Create(new { mediaType = "movie", mediaId = Endgame, is4k = false }), enough.Token);
        await EventuallyAsync(async () => (await Control.RequestsAsync(Cancellation)).Count, count => count == 1);
        await enough.CancelAsync();
        await Should.ThrowAsync<TaskCanceledException>(() => call);

        (await Control.RequestsAsync(Cancellation)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task LatencyHoldsTheAnswerBack()
    {
        await Control.SetFaultAsync(Systems.Tmdb, new Fault { LatencyMs = 300 }, Cancellation);
        var started = Stopwatch.GetTimestamp();

        (await Http.GetStringAsync(Film, Cancellation)).ShouldContain("Endgame");

        Stopwatch.GetElapsedTime(started).ShouldBeGreaterThan(TimeSpan.FromMilliseconds(290));
    }

    [Fact]
    public async Task TooManyRequestsComesWithRetryAfterForTheNextCallsOnly()
    {
        await Control.SetFaultAsync(Systems.Tmdb, new Fault { Status = 429, RetryAfter = 7, Times = 2 }, Cancellation);

        for (var call = 0; call < 2; call++)
        {
            using var refused = await Http.GetAsync(Film, Cancellation);
            refused.StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
            refused.Headers.RetryAfter!.Delta.ShouldBe(TimeSpan.FromSeconds(7));
            (await JsonAsync(refused))["status_code"]!.GetValue<int>().ShouldBe(25);
        }

        using var answered = await Http.GetAsync(Film, Cancellation);
        answered.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task AFailedCallHasNoEffect()
    {
        await Control.SetFaultAsync(Systems.Overseerr, new Fault { Status = 503, Times = 1 }, Cancellation);
        using var response = await OverseerrAsync(HttpMethod.Post, "/request", new { mediaType = "movie", mediaId = Endgame, is4k = false });

        response.StatusCode.ShouldBe(HttpStatusCode.ServiceUnavailable);
        (await Control.RequestsAsync(Cancellation)).ShouldBeEmpty();
    }

    [Fact]
    public async Task DownCutsTheConnectionUntilItIsCleared()
    {
        await Control.SetFaultAsync(Systems.Pms, new Fault { Down = true }, Cancellation);
        await Should.ThrowAsync<HttpRequestException>(() => Http.GetStringAsync("pms/identity", Cancellation));
        (await Http.GetStringAsync(Film, Cancellation)).ShouldContain("Endgame", customMessage: "the other systems go on");

        await Control.ClearFaultAsync(Systems.Pms, Cancellation);
        (await Http.GetStringAsync("pms/identity", Cancellation)).ShouldContain("machineIdentifier");
    }

    [Fact]
    public async Task DropTakesEffectAndBreaksOffInTheBody()
    {
        await Control.SetFaultAsync(Systems.Overseerr, new Fault { Drop = true, Times = 1 }, Cancellation);
        using var request = new HttpRequestMessage(HttpMethod.Post, "overseerr/api/v1/request")
        {
            Content = System.Net.Http.Json.JsonContent.Create(new { mediaType = "movie", mediaId = Endgame, is4k = false }),
        };
        request.Headers.Add("X-Api-Key", "sim-overseerr-key");

        var failure = await Record.ExceptionAsync(async () => (await Http.SendAsync(request, Cancellation)).Dispose());

        failure.ShouldBeAssignableTo<HttpRequestException>();
        (await Control.RequestsAsync(Cancellation)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task GarbageIsNoJson()
    {
        await Control.SetFaultAsync(Systems.Tmdb, new Fault { Garbage = true }, Cancellation);
        var body = await Http.GetStringAsync(Film, Cancellation);
        Should.Throw<JsonException>(() => JsonDocument.Parse(body));
    }

    [Fact]
    public async Task TheErrorRateIsSpreadEvenly()
    {
        await Control.SetFaultAsync(Systems.Tmdb, new Fault { ErrorRate = 0.25, Status = 500 }, Cancellation);

        var failed = 0;
        for (var call = 0; call < 20; call++)
        {
            using var response = await Http.GetAsync(Film, Cancellation);
            failed += response.IsSuccessStatusCode ? 0 : 1;
        }

        failed.ShouldBe(5);
    }

    [Fact]
    public async Task AFaultCanBeNarrowedToSomeCalls()
    {
        await Control.SetFaultAsync(Systems.Tmdb, new Fault { Status = 500, Method = "GET", PathContains = "/search" }, Cancellation);

        (await Http.GetStringAsync(Film, Cancellation)).ShouldContain("Endgame");
        using var search = await Http.GetAsync("tmdb/search/multi?query=x&api_key=sim-tmdb-key", Cancellation);
        search.StatusCode.ShouldBe(HttpStatusCode.InternalServerError);
    }

    [Theory]
    [InlineData("nothing", """{"status":500}""", HttpStatusCode.NotFound)]
    [InlineData("tmdb", """{"errorRate":2}""", HttpStatusCode.BadRequest)]
    [InlineData("tmdb", """{"times":0}""", HttpStatusCode.BadRequest)]
    [InlineData("tmdb", """{"status":"x"}""", HttpStatusCode.BadRequest)]
    public async Task FaultsThatMakeNoSenseAreRefused(string system, string fault, HttpStatusCode status)
    {
        using var content = new StringContent(fault, System.Text.Encoding.UTF8, "application/json");
        using var response = await Http.PutAsync($"control/faults/{system}", content, Cancellation);
        response.StatusCode.ShouldBe(status);
    }
}

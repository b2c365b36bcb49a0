using MediaNest.EndToEnd.Tests.Running;
using MediaNest.Testing;

namespace MediaNest.EndToEnd.Tests;

/// <summary>A service that is down takes down its own routes only, and they heal when it is back.</summary>
public sealed class OutageTests(RunningMediaNest mediaNest)
{
    private static readonly Dictionary<string, string> Routes = new()
    {
        ["auth"] = "/api/v1/auth/session",
        ["media"] = "/api/v1/media/requests",
        ["plex"] = "/api/v1/plex/libraries",
        ["download"] = "/api/v1/youtube/downloads",
        ["notification"] = "/api/v1/notifications",
        ["operations"] = "/api/v1/services/status",
    };

    public static TheoryData<string> Services => [.. Routes.Keys];

    [Theory]
    [MemberData(nameof(Services))]
    public async Task AServiceThatIsDownAnswers503AloneAndHeals(string service)
    {
        var admin = mediaNest.Admin;
        // all: one that another test has killed, and nobody has asked since, would have to fetch auth's keys first
        foreach (var route in Routes.Values)
        {
            (await admin.GetAsync(route)).ShouldBe(200);
        }

        mediaNest.Kill(service);

        await Eventually.Async(
            async () => (await admin.GetAsync(Routes[service])) is { Status: 503 } answer && answer.ShouldFail(503, "SERVICE_UNAVAILABLE") is not null,
            Eventually.Patience,
            $"the routes of {service} answer 503");
        foreach (var (_, route) in Routes.Where(other => other.Key != service))
        {
            (await admin.GetAsync(route)).ShouldBe(200);
        }

        await Eventually.Async(
            async () => (await admin.GetAsync(Routes[service])).Status == 200, Eventually.Patience, $"{service} is back");
    }

    [Fact]
    public async Task AServiceThatHangsAnswers504InTheEnvelopeAndHeals()
    {
        mediaNest.Freeze("plex", frozen: true);
        try
        {
            var answer = await mediaNest.Admin.GetAsync("/api/v1/plex/libraries");

            answer.Status.ShouldBeOneOf(503, 504);
            answer.ErrorCode.ShouldBeOneOf("SERVICE_UNAVAILABLE", "UPSTREAM_TIMEOUT");
        }
        finally
        {
            mediaNest.Freeze("plex", frozen: false);
        }

        await Eventually.Async(
            async () => (await mediaNest.Admin.GetAsync("/api/v1/plex/libraries")).Status == 200, Eventually.Patience, "plex answers again");
    }
}

using System.Net;

namespace MediaNest.Simulators.Tests;

public sealed class UptimeKumaTests(SimulatorFixture fixture) : SimulatorTest(fixture)
{
    [Fact]
    public async Task MetricsWantTheApiKeyAsPassword()
    {
        using var without = await Http.GetAsync("uptime-kuma/metrics", Cancellation);
        without.StatusCode.ShouldBe(HttpStatusCode.Unauthorized);
        without.Headers.WwwAuthenticate.ShouldNotBeEmpty();

        (await MetricsAsync()).ShouldContain("# TYPE monitor_status gauge");
    }

    [Fact]
    public async Task AMonitorsStatusAndPingShow()
    {
        await Control.SetMonitorAsync("overseerr", "down", cancellationToken: Cancellation);
        await Control.SetMonitorAsync("tmdb", "up", 321, Cancellation);

        var metrics = await MetricsAsync();

        Line(metrics, "monitor_status", "overseerr").ShouldEndWith(" 0");
        Line(metrics, "monitor_response_time", "overseerr").ShouldEndWith(" -1");
        Line(metrics, "monitor_response_time", "tmdb").ShouldEndWith(" 321");
        Line(metrics, "monitor_uptime_ratio", "tmdb").ShouldContain("window=\"1d\"");
        Line(metrics, "monitor_cert_days_remaining", "tmdb").ShouldContain("monitor_id=\"3\"");
    }

    [Fact]
    public async Task APausedMonitorVanishesAndANewOneAppears()
    {
        await Control.SetMonitorAsync("plex", "paused", cancellationToken: Cancellation);
        await Control.SetMonitorAsync("nas", "maintenance", cancellationToken: Cancellation);

        var metrics = await MetricsAsync();

        metrics.ShouldNotContain("monitor_name=\"plex\"");
        Line(metrics, "monitor_status", "nas").ShouldEndWith(" 3");
    }

    [Fact]
    public async Task TheStatusPageNeedsNoKeyAndSaysNothingOfTheTimeZone()
    {
        var page = await JsonAsync("uptime-kuma/api/status-page/medianest");
        var beats = await JsonAsync("uptime-kuma/api/status-page/heartbeat/medianest");

        page["publicGroupList"]![0]!["monitorList"]!.AsArray().Count.ShouldBe(5);
        beats["heartbeatList"]!["1"]!.AsArray()[^1]!["time"]!.GetValue<string>().ShouldNotEndWith("Z");
        beats["uptimeList"]!["1_24"]!.GetValue<double>().ShouldBeInRange(0, 1);

        using var unknown = await Http.GetAsync("uptime-kuma/api/status-page/other", Cancellation);
        unknown.StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Fact]
    public async Task MoreThanSixtyCallsAMinuteAreTooMany()
    {
        for (var call = 0; call < 60; call++)
        {
            await MetricsAsync();
        }

        (await Should.ThrowAsync<HttpRequestException>(MetricsAsync)).StatusCode.ShouldBe(HttpStatusCode.TooManyRequests);
    }

    private async Task<string> MetricsAsync()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, "uptime-kuma/metrics");
        request.Headers.Authorization = Basic("anyone", "sim-kuma-key");
        using var response = await Http.SendAsync(request, Cancellation);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsStringAsync(Cancellation);
    }

    private static string Line(string metrics, string name, string monitor) =>
        metrics.Split('\n').First(line => line.StartsWith($"{name}{{", StringComparison.Ordinal) && line.Contains($"monitor_name=\"{monitor}\"", StringComparison.Ordinal));
}

using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MediaNest.Simulators;

namespace MediaNest.Operations.Tests.Status;

/// <summary>Without Uptime Kuma, MediaNest watches by itself.</summary>
public sealed class ProbedStatusTests
{
    [Fact]
    public async Task AServiceThatGoesAndComesIsSeenAnnouncedOnceAndRemembered()
    {
        await using var simulators = await SimulatorHost.StartAsync();
        await using var app = await OperationsApp.StartAsync(settings => settings.Watch(simulators));
        // both watch the same over the same database; one polls at a time
        await using var replica = await OperationsApp.StartAsync(settings => settings.Watch(simulators), app.Servers);
        await app.WaitForStatusAsync("plex", "up");

        await simulators.Control.SetFaultAsync("pms", new Fault { Down = true });
        await app.WaitForStatusAsync("plex", "down");
        await replica.WaitForStatusAsync("plex", "down");
        await simulators.Control.ClearFaultAsync("pms");
        await replica.WaitForStatusAsync("plex", "up");

        (await app.AnnouncedAsync("plex")).ShouldBe(["unknown>up", "up>down", "down>up"]);
        (await app.AnnouncedAsync("database")).ShouldBe(["unknown>up"]);

        var plex = await app.DataAsync("/api/v1/services/status/plex");
        plex.GetProperty("displayName").GetString().ShouldBe("Plex");
        plex.GetProperty("responseTime").GetDouble().ShouldBeGreaterThan(0);
        plex.GetProperty("uptime24h").GetDouble().ShouldBeInRange(1, 99.9);
        plex.GetProperty("uptime30d").GetDouble().ShouldBe(plex.GetProperty("uptime24h").GetDouble(), 30);
        plex.GetProperty("lastCheck").GetDateTimeOffset().ShouldBeGreaterThan(TimeProvider.System.GetUtcNow().AddMinutes(-1));
        plex.GetProperty("breaker").ValueKind.ShouldBe(JsonValueKind.Null);

        var history = await app.DataAsync("/api/v1/services/plex/history?hours=2");
        history.GetProperty("hours").GetInt32().ShouldBe(2);
        history.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("status").GetString()).ShouldBe(["up", "down"]);
        history.GetProperty("points").EnumerateArray().Sum(point => point.GetProperty("checks").GetInt32()).ShouldBeGreaterThan(3);
    }

    [Fact]
    public async Task TwoReplicasAskNoMoreThanOne()
    {
        await using var simulators = await SimulatorHost.StartAsync();
        void Configure(IDictionary<string, string?> settings)
        {
            settings.Watch(simulators);
            settings["Monitoring:Interval"] = "00:10:00";
        }

        await using var app = await OperationsApp.StartAsync(Configure);
        await app.WaitForStatusAsync("tmdb", "up");
        await using (var replica = await OperationsApp.StartAsync(Configure, app.Servers))
        {
            await replica.WaitForStatusAsync("tmdb", "up");
        }

        (await simulators.Control.CallsAsync("tmdb")).Count.ShouldBe(1);
    }

    [Fact]
    public async Task AnotherReplicaTakesOver()
    {
        await using var simulators = await SimulatorHost.StartAsync();
        var app = await OperationsApp.StartAsync(settings => settings.Watch(simulators));
        await app.WaitForStatusAsync("plex", "up");
        await using var replica = await OperationsApp.StartAsync(settings => settings.Watch(simulators), app.Servers);
        await app.DisposeAsync();

        await simulators.Control.SetFaultAsync("pms", new Fault { Status = 503 });
        await replica.WaitForStatusAsync("plex", "down");
    }

    [Fact]
    public async Task TheListSumsUp()
    {
        await using var simulators = await SimulatorHost.StartAsync();
        await using var app = await OperationsApp.StartAsync(settings =>
        {
            settings.Watch(simulators);
            settings["Tmdb:ApiKey"] = "a wrong key";
            settings["YouTube:YtDlpPath"] = Watched.YtDlp("2026.08.19");
        });
        await app.WaitForStatusAsync("tmdb", "degraded");
        // the first look may have come before the connection to the broker
        await app.WaitForStatusAsync("rabbitmq", "up");

        var data = await app.DataAsync("/api/v1/services/status");
        data.GetProperty("services").EnumerateArray().Select(service => service.GetProperty("name").GetString()).ShouldBe(
            ["database", "redis", "rabbitmq", "plex", "overseerr", "tmdb", "youtube"], ignoreOrder: true);
        data.GetProperty("summary").GetRawText().ShouldBe(
            """{"status":"degraded","total":7,"up":6,"degraded":1,"down":0,"maintenance":0,"unknown":0}""");
        var message = data.GetProperty("services").EnumerateArray().Single(service => service.GetProperty("name").GetString() == "youtube").GetProperty("message");
        message.GetString().ShouldBe("yt-dlp 2026.08.19");
        (await app.DataAsync("/api/v1/dashboard/status")).GetProperty("summary").GetProperty("total").GetInt32().ShouldBe(7);
    }

    [Fact]
    public async Task WhatNobodyHasLookedAtLatelyIsUnknown()
    {
        await using var app = await OperationsApp.StartAsync(settings => settings["Monitoring:Interval"] = "00:10:00");
        await app.WaitForStatusAsync("database", "up");
        await app.ScalarAsync<int>("WITH aged AS (UPDATE services SET checked_at = checked_at - interval '2 hours' RETURNING 1) SELECT 1 FROM aged LIMIT 1");

        var database = await app.DataAsync("/api/v1/services/status/database");
        database.GetProperty("status").GetString().ShouldBe("unknown");
        database.GetProperty("message").GetString().ShouldBe("Not checked lately.");
    }

    [Fact]
    public async Task TheOpenApiDocumentSumsUpEveryEndpoint()
    {
        await using var app = await OperationsApp.StartAsync();
        using var client = app.Anonymous();
        var document = await client.GetFromJsonAsync<JsonElement>("/openapi/v1.json");
        var operations = document.GetProperty("paths").EnumerateObject().SelectMany(path => path.Value.EnumerateObject()).ToList();
        operations.ShouldNotBeEmpty();
        operations.ShouldAllBe(operation => operation.Value.GetProperty("summary").GetString()!.Length > 10);
    }

    [Fact]
    public async Task RefusesStrangersAndBadInputInTheEnvelope()
    {
        await using var app = await OperationsApp.StartAsync();
        using var user = app.For();
        using var stranger = app.Anonymous();
        (HttpClient Client, string Method, string Path, int Status, string Code)[] cases =
        [
            (stranger, "GET", "/api/v1/services/status", 401, "UNAUTHORIZED"),
            (stranger, "GET", "/api/v1/services/status/plex", 401, "UNAUTHORIZED"),
            (stranger, "GET", "/api/v1/services/plex/history", 401, "UNAUTHORIZED"),
            (stranger, "GET", "/api/v1/dashboard/status", 401, "UNAUTHORIZED"),
            (stranger, "GET", "/api/v1/dashboard/stats", 401, "UNAUTHORIZED"),
            (stranger, "GET", "/api/v1/admin/stats", 401, "UNAUTHORIZED"),
            (user, "GET", "/api/v1/admin/stats", 403, "FORBIDDEN"),
            (user, "GET", "/api/v1/services/status/nothing", 404, "NOT_FOUND"),
            (user, "GET", "/api/v1/services/nothing/history", 404, "NOT_FOUND"),
            (user, "GET", "/api/v1/services/status/%27%20OR%201=1", 404, "NOT_FOUND"),
            (user, "GET", "/api/v1/services/database/history?hours=0", 400, "VALIDATION_ERROR"),
            (user, "GET", "/api/v1/services/database/history?hours=721", 400, "VALIDATION_ERROR"),
            (user, "GET", "/api/v1/services/database/history?hours=1.5", 400, "VALIDATION_ERROR"),
            (user, "GET", "/api/v1/services/database/history?hours=99999999999", 400, "VALIDATION_ERROR"),
            (user, "DELETE", "/api/v1/services/status", 405, "METHOD_NOT_ALLOWED"),
            (user, "POST", "/api/v1/health", 405, "METHOD_NOT_ALLOWED"),
            (user, "GET", "/api/v1/nothing", 404, "NOT_FOUND"),
        ];
        foreach (var (client, method, path, status, code) in cases)
        {
            using var request = new HttpRequestMessage(new HttpMethod(method), path);
            using var response = await client.SendAsync(request);
            response.StatusCode.ShouldBe((HttpStatusCode)status, $"{method} {path}");
            var body = await response.Content.ReadFromJsonAsync<JsonElement>();
            body.GetProperty("success").GetBoolean().ShouldBeFalse();
            body.GetProperty("error").GetProperty("code").GetString().ShouldBe(code, $"{method} {path}");
        }
    }
}

using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using MediaNest.Simulators;
using MediaNest.Testing;

namespace MediaNest.Operations.Tests.UptimeKuma;

public sealed class KumaStatusTests
{
    private const string Path = "/api/v1/webhooks/uptime-kuma";
    private const string Heartbeat =
        """{"heartbeat":{"monitorID":1,"status":0,"time":"2026-11-21 03:00:00.000","msg":"down","important":true},"monitor":{"id":1,"name":"plex"},"msg":"[plex] down"}""";

    [Fact]
    public async Task WhatUptimeKumaWatchesComesFromThereAndTheRestFromOwnProbes()
    {
        await using var simulators = await SimulatorHost.StartAsync();
        // Plex itself is down; Uptime Kuma, which may see it otherwise, is believed
        await simulators.Control.SetFaultAsync("pms", new Fault { Down = true });
        await using var app = await OperationsApp.StartAsync(settings =>
        {
            settings.Watch(simulators);
            settings.UseKuma(simulators);
            settings["YouTube:YtDlpPath"] = Watched.YtDlp("2026.08.19");
        });
        await app.WaitForStatusAsync("plex", "up");

        var services = (await app.DataAsync("/api/v1/services/status")).GetProperty("services").EnumerateArray()
            .ToDictionary(service => service.GetProperty("name").GetString()!, StringComparer.Ordinal);
        services.Keys.ShouldBe(
            ["plex", "overseerr", "tmdb", "plex-tv", "youtube", "database", "redis", "rabbitmq", "uptime-kuma"], ignoreOrder: true);
        services["plex"].GetProperty("uptime24h").GetDouble().ShouldBe(99.87);
        services["plex"].GetProperty("uptime30d").GetDouble().ShouldBe(99.87);
        services["plex"].GetProperty("responseTime").GetDouble().ShouldBeInRange(15, 25);
        services["plex-tv"].GetProperty("displayName").GetString().ShouldBe("plex.tv");
        services["youtube"].GetProperty("message").GetString().ShouldBe("yt-dlp 2026.08.19");
        services["uptime-kuma"].GetProperty("breaker").GetProperty("state").GetString().ShouldBe("closed");
        (await simulators.Control.CallsAsync("pms")).ShouldBeEmpty();
    }

    [Fact]
    public async Task TheWebhookMakesItLookAtOnceAndIsNotBelieved()
    {
        await using var simulators = await SimulatorHost.StartAsync();
        void Configure(IDictionary<string, string?> settings)
        {
            settings.UseKuma(simulators);
            settings["Monitoring:Interval"] = "00:10:00";
        }

        await using var app = await OperationsApp.StartAsync(Configure);
        await using var replica = await OperationsApp.StartAsync(Configure, app.Servers);
        await app.WaitForStatusAsync("plex", "up");

        // says 'plex is down', which Uptime Kuma does not confirm
        var before = (await simulators.Control.CallsAsync("uptime-kuma")).Count;
        (await PostAsync(app, Heartbeat)).StatusCode.ShouldBe(HttpStatusCode.OK);
        await Eventually.Async(
            async () => (await simulators.Control.CallsAsync("uptime-kuma")).Count > before, OperationsApp.Patience, "it looks");
        (await app.StatusOfAsync("plex")).ShouldBe("up");

        // the one that does not poll regularly is the one that the webhook comes to; both look at the same time
        await simulators.Control.SetMonitorAsync("plex", "down");
        await Task.WhenAll(PostAsync(app, Heartbeat), PostAsync(replica, Heartbeat));
        await app.WaitForStatusAsync("plex", "down");
        await simulators.Control.SetMonitorAsync("plex", "maintenance");
        await PostAsync(replica, """{"heartbeat":null,"monitor":null,"msg":"Test"}""");
        await app.WaitForStatusAsync("plex", "maintenance");
        (await app.AnnouncedAsync("plex")).ShouldBe(["unknown>up", "up>down", "down>maintenance"]);
    }

    [Fact]
    public async Task WithUptimeKumaAwayNothingIsDown()
    {
        await using var simulators = await SimulatorHost.StartAsync();
        await using var app = await OperationsApp.StartAsync(settings =>
        {
            settings.Watch(simulators);
            settings.UseKuma(simulators);
        });
        await app.WaitForStatusAsync("plex", "up");

        await simulators.Control.SetFaultAsync("uptime-kuma", new Fault { Down = true });
        await app.WaitForStatusAsync("plex", "unknown");
        await app.WaitForStatusAsync("uptime-kuma", "down");
        var list = await app.DataAsync("/api/v1/services/status");
        list.GetProperty("summary").GetProperty("unknown").GetInt32().ShouldBe(5);
        list.GetProperty("summary").GetProperty("down").GetInt32().ShouldBe(1);

        await simulators.Control.ClearFaultAsync("uptime-kuma");
        await app.WaitForStatusAsync("plex", "up");
        (await app.AnnouncedAsync("plex")).ShouldBe(["unknown>up", "up>unknown", "unknown>up"]);
        // time in the dark does not count against anybody
        (await app.DataAsync("/api/v1/services/plex/history")).GetProperty("uptime").GetDouble().ShouldBe(100);
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("401")]
    [InlineData("429")]
    public async Task AnAnswerThatIsNoneIsUptimeKumaAway(string what)
    {
        await using var simulators = await SimulatorHost.StartAsync();
        await using var app = await OperationsApp.StartAsync(settings => settings.UseKuma(simulators));
        await app.WaitForStatusAsync("plex", "up");

        await simulators.Control.SetFaultAsync("uptime-kuma", what == "garbage"
            ? new Fault { Garbage = true }
            : new Fault { Status = int.Parse(what, System.Globalization.CultureInfo.InvariantCulture) });
        await app.WaitForStatusAsync("plex", "unknown");
    }

    [Fact]
    public async Task APausedMonitorIsGone()
    {
        await using var simulators = await SimulatorHost.StartAsync();
        await using var app = await OperationsApp.StartAsync(settings => settings.UseKuma(simulators));
        await app.WaitForStatusAsync("tmdb", "up");

        await simulators.Control.SetMonitorAsync("tmdb", "paused");
        await Eventually.Async(async () => await app.StatusOfAsync("tmdb") is null, OperationsApp.Patience, "TMDB is watched no more");
        (await app.AnnouncedAsync("tmdb")).ShouldBe(["unknown>up"]);
    }

    [Fact]
    public async Task TheWebhookWantsItsSecretAndAnObject()
    {
        await using var simulators = await SimulatorHost.StartAsync();
        await using var app = await OperationsApp.StartAsync(settings => settings.UseKuma(simulators));
        await using var without = await OperationsApp.StartAsync();

        (await CodeAsync(PostAsync(app, Heartbeat, secret: null), 401)).ShouldBe("UNAUTHORIZED");
        (await CodeAsync(PostAsync(app, Heartbeat, secret: "a guess"), 401)).ShouldBe("UNAUTHORIZED");
        (await CodeAsync(PostAsync(without, Heartbeat), 401)).ShouldBe("UNAUTHORIZED");
        (await CodeAsync(PostAsync(app, "[1]"), 400)).ShouldBe("VALIDATION_ERROR");
        (await CodeAsync(PostAsync(app, "null"), 400)).ShouldBe("VALIDATION_ERROR");
        (await CodeAsync(PostAsync(app, "{"), 400)).ShouldBe("VALIDATION_ERROR");
        (await CodeAsync(PostAsync(app, ""), 400)).ShouldBe("VALIDATION_ERROR");
        (await CodeAsync(PostAsync(app, Heartbeat, mediaType: "text/plain"), 415)).ShouldBe("UNSUPPORTED_MEDIA_TYPE");
    }

    private static async Task<HttpResponseMessage> PostAsync(
        OperationsApp app, string body, string? secret = "a secret of the test", string mediaType = "application/json")
    {
        using var client = app.Anonymous();
        using var request = new HttpRequestMessage(HttpMethod.Post, Path) { Content = new StringContent(body, Encoding.UTF8, mediaType) };
        if (secret is not null)
        {
            request.Headers.TryAddWithoutValidation("Authorization", secret);
        }

        return await client.SendAsync(request);
    }

    private static async Task<string?> CodeAsync(Task<HttpResponseMessage> sending, int status)
    {
        using var response = await sending;
        response.StatusCode.ShouldBe((HttpStatusCode)status);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("error").GetProperty("code").GetString();
    }
}

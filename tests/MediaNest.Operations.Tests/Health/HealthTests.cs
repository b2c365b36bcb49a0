using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using MediaNest.Simulators;
using MediaNest.Testing;

namespace MediaNest.Operations.Tests.Health;

public sealed class HealthTests
{
    [Fact]
    public async Task EverythingIsAskedAndAnybodyMayAsk()
    {
        await using var simulators = await SimulatorHost.StartAsync();
        await using var auth = await Replica.StartAsync();
        await using var media = await Replica.StartAsync();
        await using var app = await OperationsApp.StartAsync(settings =>
        {
            settings.Watch(simulators);
            settings.UseKuma(simulators);
            settings["YouTube:YtDlpPath"] = Watched.YtDlp();
            settings["services:auth:http:0"] = auth.Address;
            settings["services:media:http:0"] = media.Address;
            settings.Remove("Monitoring:Services:0");
        });

        var health = await HealthAsync(app);
        health.GetProperty("status").GetString().ShouldBe("healthy", health.GetRawText());
        health.GetProperty("services").EnumerateObject().Select(service => service.Name).ShouldBe(
            ["database", "redis", "rabbitmq", "plex", "overseerr", "tmdb", "uptime-kuma", "youtube", "auth-service", "media-service"], ignoreOrder: true);
        health.GetProperty("services").EnumerateObject().Select(service => service.Value.GetString()).Distinct().ShouldBe(["online"]);
        health.GetProperty("timestamp").GetString()!.ShouldEndWith("Z");

        // one replica of two is away, another says itself that it lacks something
        media.Status = "degraded";
        auth.Status = "unavailable";
        await Eventually.Async(
            async () => (await HealthAsync(app)).GetProperty("status").GetString() == "unhealthy", OperationsApp.Patience, "nobody can sign in");
        var services = (await HealthAsync(app)).GetProperty("services");
        services.GetProperty("media-service").GetString().ShouldBe("degraded");
        services.GetProperty("auth-service").GetString().ShouldBe("offline");
    }

    [Fact]
    public async Task WhatIsNotConfiguredIsLeftOut()
    {
        await using var app = await OperationsApp.StartAsync(settings => settings["YouTube:YtDlpPath"] = Watched.YtDlp());
        (await HealthAsync(app)).GetProperty("services").EnumerateObject().Select(service => service.Name)
            .ShouldBe(["database", "redis", "rabbitmq", "youtube"], ignoreOrder: true);
    }

    [Fact]
    public async Task WhatFailsIsToldApartAndHoldsUpNothing()
    {
        await using var simulators = await SimulatorHost.StartAsync();
        await simulators.Control.SetFaultAsync("pms", new Fault { LatencyMs = 3_600_000 });
        await simulators.Control.SetFaultAsync("overseerr", new Fault { Down = true });
        await using var app = await OperationsApp.StartAsync(settings =>
        {
            settings.Watch(simulators);
            settings["Tmdb:ApiKey"] = "a wrong key";
            settings["Monitoring:ProbeTimeout"] = "00:00:10";
        });

        // whoever waited for the slow one would wait for an hour
        var health = await HealthAsync(app);
        health.GetProperty("status").GetString().ShouldBe("degraded");
        var services = health.GetProperty("services");
        services.GetProperty("plex").GetString().ShouldBe("offline");
        services.GetProperty("overseerr").GetString().ShouldBe("offline");
        services.GetProperty("tmdb").GetString().ShouldBe("degraded");
        services.GetProperty("youtube").GetString().ShouldBe("offline");
        services.GetProperty("database").GetString().ShouldBe("online");
    }

    [Fact]
    public async Task ACrowdOfCallersIsOneProbing()
    {
        await using var simulators = await SimulatorHost.StartAsync();
        await using var app = await OperationsApp.StartAsync(settings =>
        {
            settings.Watch(simulators);
            settings["Monitoring:HealthCache"] = "00:01:00";
            // the monitor's own probes would be counted too
            settings["Monitoring:Interval"] = "00:10:00";
        });
        await Eventually.Async(async () => await app.StatusOfAsync("tmdb") == "up", OperationsApp.Patience, "the monitor has had its turn");
        var before = (await simulators.Control.CallsAsync("tmdb")).Count;

        await Task.WhenAll(Enumerable.Range(0, 50).Select(_ => HealthAsync(app)));
        (await simulators.Control.CallsAsync("tmdb")).Count.ShouldBe(before + 1);
    }

    [Fact]
    public async Task AnswersWithoutItsServers()
    {
        await using var postgres = await PrivateServers.StartPostgresAsync();
        await using var redis = await PrivateServers.StartRedisAsync();
        var shared = await Servers.CreateAsync();
        await using var app = await OperationsApp.StartAsync(
            settings => settings["Monitoring:HealthCache"] = "00:00:00",
            shared with { Database = postgres.ConnectionString + ";Database=postgres", Redis = redis.ConnectionString });
        (await ServicesAsync(app)).GetProperty("database").GetString().ShouldBe("online");

        await redis.StopAsync();
        await Eventually.Async(
            async () => (await ServicesAsync(app)).GetProperty("redis").GetString() == "offline", OperationsApp.Patience, "Redis is missed");
        await postgres.StopAsync();
        var health = await HealthAsync(app);
        health.GetProperty("status").GetString().ShouldBe("unhealthy");
        health.GetProperty("services").GetProperty("database").GetString().ShouldBe("offline");
        health.GetProperty("services").GetProperty("rabbitmq").GetString().ShouldBe("online");

        await postgres.StartAsync();
        await redis.StartAsync();
        await Eventually.Async(
            async () => (await ServicesAsync(app)) is var now
                && now.GetProperty("database").GetString() == "online" && now.GetProperty("redis").GetString() == "online",
            OperationsApp.Patience,
            "both are back");
    }

    private static async Task<JsonElement> ServicesAsync(OperationsApp app) => (await HealthAsync(app)).GetProperty("services");

    private static async Task<JsonElement> HealthAsync(OperationsApp app)
    {
        using var client = app.Anonymous();
        using var response = await client.GetAsync("/api/v1/health");
        response.StatusCode.ShouldBe(HttpStatusCode.OK);
        return (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data");
    }
}

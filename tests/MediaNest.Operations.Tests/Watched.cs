using MediaNest.Simulators;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace MediaNest.Operations.Tests;

/// <summary>Something to watch.</summary>
internal static class Watched
{
    /// <summary>Points the service at simulated Plex, Overseerr and TMDB.</summary>
    public static void Watch(this IDictionary<string, string?> settings, SimulatorHost simulators)
    {
        settings["Plex:BaseUrl"] = simulators.UrlOf("pms");
        settings["Overseerr:BaseUrl"] = simulators.UrlOf("overseerr");
        settings["Tmdb:BaseUrl"] = simulators.UrlOf("tmdb");
        settings["Tmdb:ApiKey"] = "sim-tmdb-key";
    }

    /// <summary>Points the service at a simulated Uptime Kuma.</summary>
    public static void UseKuma(this IDictionary<string, string?> settings, SimulatorHost simulators)
    {
        settings["UptimeKuma:BaseUrl"] = simulators.UrlOf("uptime-kuma");
        settings["UptimeKuma:ApiKey"] = "sim-kuma-key";
        settings["UptimeKuma:WebhookSecret"] = "a secret of the test";
        // its breaker opens after three failures: a test cannot wait as long as a household can
        settings["Resilience:uptime-kuma:OpenFor"] = "00:00:01";
        settings["Resilience:uptime-kuma:RetryDelay"] = "00:00:00.05";
    }

    /// <summary>A program that answers as yt-dlp does.</summary>
    public static string YtDlp(string version = "2026.08.19")
    {
        var path = Path.Combine(Directory.CreateTempSubdirectory("yt-dlp-").FullName, "yt-dlp");
        File.WriteAllText(path, $"#!/bin/sh\necho {version}\n");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        return path;
    }
}

/// <summary>A replica of one of MediaNest's services, as far as its health address goes.</summary>
internal sealed class Replica : IAsyncDisposable
{
    private readonly WebApplication _server;

    private Replica(WebApplication server)
    {
        _server = server;
        server.MapGet("/health/ready", () => Results.Json(new { status = Status }, statusCode: Status == "unavailable" ? 503 : 200));
    }

    /// <summary><c>ok</c>, <c>degraded</c> or <c>unavailable</c>.</summary>
    public string Status { get; set; } = "ok";

    public string Address => _server.Urls.Single();

    public static async Task<Replica> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var replica = new Replica(builder.Build());
        await replica._server.StartAsync();
        return replica;
    }

    public ValueTask DisposeAsync() => _server.DisposeAsync();
}

using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;

namespace MediaNest.Simulators.UptimeKuma;

/// <summary>Uptime Kuma: Prometheus metrics behind an API key, and the public status page.</summary>
internal static class KumaApi
{
    public static void MapUptimeKuma(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup($"/{Systems.UptimeKuma}");
        group.MapGet("/", () => Results.Redirect("dashboard"));
        group.MapGet("/metrics", Metrics);
        group.MapGet("/api/status-page/{slug}", StatusPage);
        group.MapGet("/api/status-page/heartbeat/{slug}", Heartbeats);
        group.MapFallback("{**path}", () => Results.NotFound());
    }

    /// <summary>UTC, but without saying so.</summary>
    public static string Time(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd HH:mm:ss.fff", CultureInfo.InvariantCulture);

    private static IResult Metrics(HttpContext context, MonitorStore monitors, IOptions<SimulatorOptions> options)
    {
        var settings = options.Value.UptimeKuma;
        if (!monitors.TryTakeMetricsCall(settings.MetricsCallsPerMinute))
        {
            return Results.Text("Too many requests, try again later.", statusCode: StatusCodes.Status429TooManyRequests);
        }

        if (BasicPassword(context.Request) != settings.ApiKey)
        {
            context.Response.Headers.WWWAuthenticate = "Basic";
            return Results.Text("", statusCode: StatusCodes.Status401Unauthorized);
        }

        return Results.Text(Write(monitors.List()), "text/plain; version=0.0.4; charset=utf-8");
    }

    private static string Write(IReadOnlyList<Monitor> monitors)
    {
        // A paused monitor is not in the answer at all.
        var active = monitors.Where(monitor => !monitor.Paused).ToList();
        var text = new StringBuilder();
        Header("monitor_cert_days_remaining", "The number of days remaining until the certificate expires");
        active.ForEach(monitor => Line("monitor_cert_days_remaining", monitor, monitor.CertificateDays));
        Header("monitor_uptime_ratio", "Uptime ratio calculated over sliding window specified by the 'window' label. (0.0 - 1.0)");
        foreach (var window in new[] { "1d", "30d", "365d" })
        {
            active.ForEach(monitor => Line("monitor_uptime_ratio", monitor, monitor.Uptime, $",window=\"{window}\""));
        }

        Header("monitor_response_time", "Monitor Response Time (ms)");
        active.ForEach(monitor => Line("monitor_response_time", monitor, monitor.Latest.Ping ?? -1));
        Header("monitor_status", "Monitor Status (1 = UP, 0= DOWN, 2= PENDING, 3= MAINTENANCE)");
        active.ForEach(monitor => Line("monitor_status", monitor, (int)monitor.Latest.Status));
        return text.ToString();

        void Header(string name, string help) => text.Append(CultureInfo.InvariantCulture, $"\n# HELP {name} {help}\n# TYPE {name} gauge\n");

        void Line(string name, Monitor monitor, double? value, string more = "")
        {
            if (value is { } number)
            {
                text.Append(CultureInfo.InvariantCulture, $"{name}{{monitor_id=\"{monitor.Id}\",monitor_name=\"{Escape(monitor.Name)}\",monitor_type=\"http\",monitor_url=\"{Escape(monitor.Url)}\",monitor_hostname=\"null\",monitor_port=\"null\"{more}}} {number}\n");
            }
        }
    }

    private static IResult StatusPage(string slug, HttpContext context, MonitorStore monitors, IOptions<SimulatorOptions> options)
    {
        if (slug != options.Value.UptimeKuma.StatusPage)
        {
            return NoPage();
        }

        context.Response.Headers.CacheControl = "public, max-age=300";
        return Results.Json(new JsonObject
        {
            ["config"] = new JsonObject { ["slug"] = slug, ["title"] = "MediaNest", ["description"] = null, ["icon"] = "/icon.svg", ["theme"] = "auto", ["published"] = true, ["showTags"] = false },
            ["incident"] = null,
            ["publicGroupList"] = new JsonArray(new JsonObject
            {
                ["id"] = 1,
                ["name"] = "Services",
                ["weight"] = 1,
                ["monitorList"] = new JsonArray([.. monitors.List().Select(monitor => (JsonNode)new JsonObject
                {
                    ["id"] = monitor.Id,
                    ["name"] = monitor.Name,
                    ["sendUrl"] = 0,
                    ["type"] = "http",
                })]),
            }),
            ["maintenanceList"] = new JsonArray(),
        });
    }

    private static IResult Heartbeats(string slug, HttpContext context, MonitorStore monitors, IOptions<SimulatorOptions> options)
    {
        if (slug != options.Value.UptimeKuma.StatusPage)
        {
            return NoPage();
        }

        context.Response.Headers.CacheControl = "public, max-age=60";
        var beats = new JsonObject();
        var uptimes = new JsonObject();
        foreach (var monitor in monitors.List())
        {
            var id = monitor.Id.ToString(CultureInfo.InvariantCulture);
            uptimes[$"{id}_24"] = monitor.Uptime;
            beats[id] = new JsonArray([.. monitor.Heartbeats.Select(beat => (JsonNode)new JsonObject
            {
                ["status"] = (int)beat.Status,
                ["time"] = Time(beat.Time),
                ["msg"] = beat.Message,
                ["ping"] = beat.Ping,
            })]);
        }

        return Results.Json(new JsonObject { ["heartbeatList"] = beats, ["uptimeList"] = uptimes });
    }

    private static IResult NoPage() => Results.Json(new JsonObject { ["ok"] = false, ["msg"] = "Status Page Not Found" }, statusCode: 404);

    private static string? BasicPassword(HttpRequest request)
    {
        var header = request.Headers.Authorization.ToString();
        var buffer = new byte[header.Length];
        return header.StartsWith("Basic ", StringComparison.OrdinalIgnoreCase)
            && Convert.TryFromBase64String(header[6..].Trim(), buffer, out var length)
            && Encoding.UTF8.GetString(buffer, 0, length).Split(':', 2) is [_, var password]
            ? password
            : null;
    }

    private static string Escape(string text) => text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal);
}

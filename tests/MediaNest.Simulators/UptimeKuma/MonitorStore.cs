using System.Globalization;
using System.Text.Json.Nodes;
using MediaNest.Simulators.Webhooks;

namespace MediaNest.Simulators.UptimeKuma;

internal enum MonitorStatus
{
    Down = 0,
    Up = 1,
    Pending = 2,
    Maintenance = 3,
}

internal sealed record Heartbeat(MonitorStatus Status, DateTimeOffset Time, string Message, int? Ping);

/// <summary>A monitor of the simulated Uptime Kuma. Instances do not change; the store replaces them.</summary>
internal sealed record Monitor(int Id, string Name, string Url, int? CertificateDays, double Uptime, bool Paused, IReadOnlyList<Heartbeat> Heartbeats)
{
    public Heartbeat Latest => Heartbeats[^1];
}

/// <summary>The monitors of the simulated Uptime Kuma.</summary>
internal sealed class MonitorStore
{
    private const int KeptHeartbeats = 50;

    private readonly Lock _lock = new();
    private readonly TimeProvider _time;
    private readonly WebhookSender _webhooks;
    private readonly SimulatorSettings _settings;
    private readonly List<Monitor> _monitors = [];
    private readonly Queue<DateTimeOffset> _metricsCalls = new();

    public MonitorStore(TimeProvider time, WebhookSender webhooks, SimulatorSettings settings)
    {
        _time = time;
        _webhooks = webhooks;
        _settings = settings;
        Reset();
    }

    public void Reset()
    {
        lock (_lock)
        {
            _monitors.Clear();
            _metricsCalls.Clear();
            Add("plex", "http://plex.local:32400/identity", ping: 18, certificateDays: null, uptime: 0.9987);
            Add("overseerr", "http://overseerr.local:5055/api/v1/status", ping: 42, certificateDays: null, uptime: 0.9951);
            Add("tmdb", "https://api.themoviedb.org/3", ping: 85, certificateDays: 61, uptime: 0.9999);
            Add("plex.tv", "https://plex.tv/api/v2/ping", ping: 120, certificateDays: 203, uptime: 0.9996);
            Add("youtube", "https://www.youtube.com", ping: 64, certificateDays: 48, uptime: 1);
        }
    }

    public IReadOnlyList<Monitor> List()
    {
        lock (_lock)
        {
            return [.. _monitors];
        }
    }

    /// <summary>Takes one of the calls a minute that /metrics allows.</summary>
    public bool TryTakeMetricsCall(int perMinute)
    {
        lock (_lock)
        {
            var now = _time.GetUtcNow();
            while (_metricsCalls.TryPeek(out var oldest) && oldest <= now.AddMinutes(-1))
            {
                _metricsCalls.Dequeue();
            }

            if (perMinute > 0 && _metricsCalls.Count >= perMinute)
            {
                return false;
            }

            _metricsCalls.Enqueue(now);
            return true;
        }
    }

    /// <summary>Adds a heartbeat to the monitor of that id or name; makes the monitor if there is none.</summary>
    public Monitor Beat(string idOrName, MonitorStatus? status, bool? paused, int? ping)
    {
        Monitor before, after;
        lock (_lock)
        {
            var index = _monitors.FindIndex(monitor =>
                monitor.Id.ToString(CultureInfo.InvariantCulture) == idOrName || string.Equals(monitor.Name, idOrName, StringComparison.OrdinalIgnoreCase));
            if (index < 0)
            {
                Add(idOrName, $"http://{idOrName}.local", ping: 30, certificateDays: null, uptime: 1);
                index = _monitors.Count - 1;
            }

            before = _monitors[index];
            var next = status ?? before.Latest.Status;
            var beat = new Heartbeat(
                next,
                _time.GetUtcNow(),
                next is MonitorStatus.Up ? "200 - OK" : next is MonitorStatus.Down ? "connect ECONNREFUSED" : "",
                next is MonitorStatus.Down ? null : ping ?? before.Latest.Ping ?? 30);
            after = before with { Paused = paused ?? false, Heartbeats = [.. before.Heartbeats.TakeLast(KeptHeartbeats - 1), beat] };
            _monitors[index] = after;
        }

        if (after.Latest.Status != before.Latest.Status)
        {
            Announce(after);
        }

        return after;
    }

    private void Add(string name, string url, int ping, int? certificateDays, double uptime)
    {
        var now = _time.GetUtcNow();
        _monitors.Add(new Monitor(
            _monitors.Count + 1,
            name,
            url,
            certificateDays,
            uptime,
            Paused: false,
            [.. Enumerable.Range(0, 10).Select(index => new Heartbeat(MonitorStatus.Up, now.AddMinutes(index - 9), "200 - OK", ping + (index % 3)))]));
    }

    private void Announce(Monitor monitor)
    {
        var latest = monitor.Latest;
        var icon = latest.Status is MonitorStatus.Up ? "✅ Up" : "🔴 Down";
        _webhooks.Send(Systems.UptimeKuma, latest.Status.ToString(), _settings.Current.UptimeKumaWebhookUrl, authorization: "", new JsonObject
        {
            ["heartbeat"] = new JsonObject
            {
                ["monitorID"] = monitor.Id,
                ["status"] = (int)latest.Status,
                ["time"] = KumaApi.Time(latest.Time),
                ["msg"] = latest.Message,
                ["ping"] = latest.Ping,
                ["important"] = true,
                ["duration"] = 60,
            },
            ["monitor"] = new JsonObject { ["id"] = monitor.Id, ["name"] = monitor.Name, ["url"] = monitor.Url, ["type"] = "http", ["active"] = true },
            ["msg"] = $"[{monitor.Name}] [{icon}] {latest.Message}",
        });
    }
}

using System.Text;
using MediaNest.Operations.Status;

namespace MediaNest.Operations.UptimeKuma;

/// <summary>A monitor as Uptime Kuma's metrics show it.</summary>
/// <param name="Name">Name in our addresses: the monitor's, in lower-case kebab.</param>
/// <param name="DisplayName">The monitor's own name.</param>
/// <param name="Status">How the watched thing is.</param>
/// <param name="ResponseTimeMs">Milliseconds, where measured.</param>
/// <param name="Uptime24h">Per cent, where known.</param>
/// <param name="Uptime30d">Per cent, where known.</param>
internal sealed record KumaMonitor(
    string Name, string DisplayName, ServiceStatus Status, double? ResponseTimeMs, double? Uptime24h, double? Uptime30d)
{
    private const int LongestName = 64;

    public static IReadOnlyList<KumaMonitor> ReadMetrics(string text)
    {
        var samples = PrometheusText.Read(text).Where(sample => sample.Labels.ContainsKey("monitor_name")).ToLookup(sample => sample.Name, StringComparer.Ordinal);
        var names = new HashSet<string>(StringComparer.Ordinal);
        List<KumaMonitor> monitors = [];
        foreach (var status in samples["monitor_status"])
        {
            var displayName = status.Labels["monitor_name"];
            var name = NameOf(displayName, names);
            monitors.Add(new KumaMonitor(
                name,
                displayName,
                StatusOf(status.Value),
                Find("monitor_response_time", status) is >= 0 and var time ? time : null,
                Percent(Find("monitor_uptime_ratio", status, "1d")),
                Percent(Find("monitor_uptime_ratio", status, "30d"))));
        }

        return monitors;

        double? Find(string metric, PrometheusSample of, string? window = null) =>
            samples[metric].FirstOrDefault(sample => IsSame(sample, of) && (window is null || sample.Labels.GetValueOrDefault("window") == window))?.Value;
    }

    /// <summary>Older versions have no id: there, the name must do.</summary>
    private static bool IsSame(PrometheusSample one, PrometheusSample other) =>
        one.Labels["monitor_name"] == other.Labels["monitor_name"]
        && one.Labels.GetValueOrDefault("monitor_id") == other.Labels.GetValueOrDefault("monitor_id");

    /// <summary>Pending is Kuma's word for 'failed, and about to be tried again before I say down'.</summary>
    private static ServiceStatus StatusOf(double value) => value switch
    {
        0 => ServiceStatus.Down,
        1 => ServiceStatus.Up,
        2 => ServiceStatus.Degraded,
        3 => ServiceStatus.Maintenance,
        _ => ServiceStatus.Unknown,
    };

    private static double? Percent(double? ratio) => ratio is >= 0 and <= 1 ? Math.Round(ratio.Value * 100, 3) : null;

    private static string NameOf(string displayName, HashSet<string> taken)
    {
        var text = new StringBuilder();
        foreach (var character in displayName.ToLowerInvariant())
        {
            if (char.IsAsciiLetterOrDigit(character))
            {
                text.Append(character);
            }
            else if (text.Length > 0 && text[^1] != '-')
            {
                text.Append('-');
            }
        }

        var stem = text.ToString().Trim('-') is { Length: > 0 } slug ? slug[..Math.Min(slug.Length, LongestName)] : "monitor";
        var name = stem;
        var number = 1;
        while (!taken.Add(name))
        {
            name = $"{stem}-{++number}";
        }

        return name;
    }
}

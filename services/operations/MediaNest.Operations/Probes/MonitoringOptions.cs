using System.ComponentModel.DataAnnotations;

namespace MediaNest.Operations.Probes;

/// <summary>How services are watched. Section <c>Monitoring</c>.</summary>
internal sealed class MonitoringOptions
{
    public const string SectionName = "Monitoring";

    /// <summary>How often the status of all services is taken, 1 s–10 min; 30 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:10:00", ErrorMessage = "Monitoring:Interval must be between 00:00:01 and 00:10:00.")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long a probe may take, 100 ms–30 s; 3 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30", ErrorMessage = "Monitoring:ProbeTimeout must be between 00:00:00.1 and 00:00:30.")]
    public TimeSpan ProbeTimeout { get; set; } = TimeSpan.FromSeconds(3);

    /// <summary>What takes longer than this is degraded, 50 ms–30 s; 2 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:00:30", ErrorMessage = "Monitoring:SlowAfter must be between 00:00:00.05 and 00:00:30.")]
    public TimeSpan SlowAfter { get; set; } = TimeSpan.FromSeconds(2);

    /// <summary>How long the answer of <c>/api/v1/health</c> is given again without probing, 0–1 min; 5 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ErrorMessage = "Monitoring:HealthCache must be between 00:00:00 and 00:01:00.")]
    public TimeSpan HealthCache { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>Failed probes in a row before a service counts as down, 1–10; 2 by default. Uptime Kuma has a setting of its own for its monitors.</summary>
    [Range(1, 10, ErrorMessage = "Monitoring:FailuresToDown must be between 1 and 10.")]
    public int FailuresToDown { get; set; } = 2;

    /// <summary>Days that uptime and status changes are kept, 30–400; 90 by default.</summary>
    [Range(30, 400, ErrorMessage = "Monitoring:RetentionDays must be between 30 and 400.")]
    public int RetentionDays { get; set; } = 90;

    /// <summary>MediaNest's own services to watch. Absent: those among all of them that have an address in <c>services:*</c>.</summary>
    public IList<string>? Services { get; set; }
}

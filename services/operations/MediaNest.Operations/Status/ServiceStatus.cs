namespace MediaNest.Operations.Status;

internal enum ServiceStatus
{
    Unknown,
    Up,
    Degraded,
    Down,
    Maintenance,
}

internal enum StatusSource
{
    Probe,
    UptimeKuma,
}

/// <summary>What was seen of a service at one moment.</summary>
/// <remarks>Uptimes are per cent, where the source counts them itself.</remarks>
internal sealed record Observation(
    string Name,
    string DisplayName,
    StatusSource Source,
    ServiceStatus Status,
    double? ResponseTimeMs = null,
    string? Message = null,
    double? Uptime24h = null,
    double? Uptime30d = null)
{
    /// <summary>Whether it tells anything about the service's uptime.</summary>
    public bool Counts => Status is not (ServiceStatus.Unknown or ServiceStatus.Maintenance);
}

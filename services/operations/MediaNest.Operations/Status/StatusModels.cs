using System.ComponentModel.DataAnnotations;
using MediaNest.Resilience.Breaker;
using Microsoft.AspNetCore.Mvc;

namespace MediaNest.Operations.Status;

/// <summary>A service as clients see it: response time in milliseconds, uptimes in per cent.</summary>
internal sealed record ServiceModel(
    string Name,
    string DisplayName,
    ServiceStatus Status,
    double? ResponseTime,
    double? Uptime24h,
    double? Uptime30d,
    DateTimeOffset? LastCheck,
    string? Message,
    BreakerModel? Breaker);

/// <summary>The circuit breaker of this service's own calls to the dependency; absent where it makes none.</summary>
internal sealed record BreakerModel(CircuitState State, int Failures, DateTimeOffset? RetryAt);

internal sealed record StatusSummary(ServiceStatus Status, int Total, int Up, int Degraded, int Down, int Maintenance, int Unknown)
{
    public static StatusSummary Of(IReadOnlyCollection<ServiceModel> services)
    {
        var (down, degraded) = (Count(ServiceStatus.Down), Count(ServiceStatus.Degraded));
        var (up, maintenance, unknown) = (Count(ServiceStatus.Up), Count(ServiceStatus.Maintenance), Count(ServiceStatus.Unknown));
        var status = down + degraded > 0 ? ServiceStatus.Degraded : up > 0 ? ServiceStatus.Up : ServiceStatus.Unknown;
        return new StatusSummary(down > 0 && up + degraded == 0 ? ServiceStatus.Down : status, services.Count, up, degraded, down, maintenance, unknown);

        int Count(ServiceStatus wanted) => services.Count(service => service.Status == wanted);
    }
}

internal sealed record StatusList(IReadOnlyList<ServiceModel> Services, StatusSummary Summary);

/// <summary>How far back to look.</summary>
/// <param name="Hours">1–720; absent means 24.</param>
internal sealed record HistoryQuery([property: FromQuery(Name = "hours"), Range(1, 720)] int? Hours)
{
    public int Length => Hours ?? 24;
}

internal sealed record ServiceHistory(
    string Name, int Hours, double? Uptime, IReadOnlyList<HistoryPoint> Points, IReadOnlyList<HistoryChange> Changes);

/// <summary>One hour's checks.</summary>
internal sealed record HistoryPoint(DateTimeOffset Time, double? Uptime, double? ResponseTime, int Checks);

internal sealed record HistoryChange(DateTimeOffset Time, ServiceStatus Status, ServiceStatus PreviousStatus, string? Message);

/// <summary>The services are looked at now; those whose <c>lastCheck</c> is later than <c>RequestedAt</c> have been.</summary>
internal sealed record RefreshAccepted(bool Accepted, DateTimeOffset RequestedAt);

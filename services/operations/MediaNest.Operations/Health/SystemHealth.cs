using MediaNest.Operations.Probes;

namespace MediaNest.Operations.Health;

internal enum OverallHealth
{
    Healthy,
    Degraded,
    Unhealthy,
}

/// <summary>The answer of <c>/api/v1/health</c>.</summary>
/// <param name="Status">Unhealthy where something is offline without which nothing works; degraded where anything else is not well.</param>
/// <param name="Services">How each thing is.</param>
/// <param name="Timestamp">When it was looked at.</param>
internal sealed record SystemHealth(OverallHealth Status, IReadOnlyDictionary<string, ProbeOutcome> Services, DateTimeOffset Timestamp)
{
    public static SystemHealth Of(IReadOnlyList<(IProbe Probe, ProbeResult Result)> results, DateTimeOffset timestamp)
    {
        var status = results switch
        {
            _ when results.Any(entry => entry.Probe.IsVital && entry.Result.Answer.Outcome == ProbeOutcome.Offline) => OverallHealth.Unhealthy,
            _ when results.Any(entry => entry.Result.Answer.Outcome != ProbeOutcome.Online) => OverallHealth.Degraded,
            _ => OverallHealth.Healthy,
        };
        return new SystemHealth(status, results.ToDictionary(entry => entry.Probe.Name, entry => entry.Result.Answer.Outcome), timestamp);
    }
}

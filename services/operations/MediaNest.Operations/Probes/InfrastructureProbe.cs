using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MediaNest.Operations.Probes;

/// <summary>Asks a server that this service is connected to itself, through that connection's health check.</summary>
/// <param name="checks">The health checks.</param>
/// <param name="name">Name of the probe.</param>
/// <param name="displayName">Its name for people.</param>
/// <param name="checkName">Name of the health check.</param>
/// <param name="isVital">See <see cref="IProbe.IsVital"/>.</param>
internal sealed class InfrastructureProbe(HealthCheckService checks, string name, string displayName, string checkName, bool isVital) : IProbe
{
    public string Name => name;

    public string DisplayName => displayName;

    public bool IsVital => isVital;

    public bool IsConfigured => true;

    public async Task<ProbeAnswer> AskAsync(CancellationToken cancellationToken)
    {
        var report = await checks.CheckHealthAsync(check => check.Name == checkName, cancellationToken);
        return report.Entries.Count > 0 && report.Status == HealthStatus.Healthy ? ProbeAnswer.Online : ProbeAnswer.Offline("Does not answer.");
    }
}

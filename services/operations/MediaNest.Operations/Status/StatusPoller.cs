using MediaNest.Operations.Probes;
using MediaNest.Operations.UptimeKuma;
using Microsoft.Extensions.Options;

namespace MediaNest.Operations.Status;

/// <summary>Looks at every service once: through Uptime Kuma what it watches, by probes of our own the rest.</summary>
internal sealed class StatusPoller(
    UptimeKumaClient kuma,
    IOptions<UptimeKumaOptions> kumaOptions,
    Prober prober,
    StatusRecorder recorder,
    StatusReader reader,
    ILogger<StatusPoller> logger)
{
    public async Task PollAsync(CancellationToken cancellationToken)
    {
        var monitors = kumaOptions.Value.IsConfigured ? await FindMonitorsAsync(cancellationToken) : [];
        var watchedByKuma = monitors is null
            ? await reader.FindNamesAsync(StatusSource.UptimeKuma, cancellationToken)
            : monitors.Select(monitor => monitor.Name).ToHashSet(StringComparer.Ordinal);
        var probed = await prober.RunAsync(probe => probe.IsLocal || !watchedByKuma.Contains(probe.Name), cancellationToken);
        var seen = (monitors ?? []).Select(AsObservation).ToDictionary(observation => observation.Name, StringComparer.Ordinal);
        foreach (var own in probed.Select(entry => AsObservation(entry.Probe, entry.Result)).Where(own => monitors is not null || !watchedByKuma.Contains(own.Name)))
        {
            seen[own.Name] = seen.TryGetValue(own.Name, out var kumas) ? Combine(kumas, own) : own;
        }

        await recorder.RecordAsync([.. seen.Values], kumaIsAway: monitors is null, cancellationToken);
    }

    /// <summary>Null where Uptime Kuma cannot be asked.</summary>
    private async Task<IReadOnlyList<KumaMonitor>?> FindMonitorsAsync(CancellationToken cancellationToken)
    {
        try
        {
            return await kuma.GetMonitorsAsync(cancellationToken);
        }
        catch (HttpRequestException exception)
        {
            logger.KumaIsAway(exception.Message);
            return null;
        }
    }

    /// <summary>Both look at a thing of that name: Uptime Kuma at YouTube, say, and we at yt-dlp.</summary>
    private static Observation Combine(Observation kumas, Observation own) => kumas with
    {
        Status = kumas.Status == ServiceStatus.Up && own.Status == ServiceStatus.Down ? ServiceStatus.Degraded : kumas.Status,
        Message = own.Message ?? kumas.Message,
    };

    private static Observation AsObservation(KumaMonitor monitor) => new(
        monitor.Name,
        monitor.DisplayName,
        StatusSource.UptimeKuma,
        monitor.Status,
        monitor.ResponseTimeMs,
        Message: null,
        monitor.Uptime24h,
        monitor.Uptime30d);

    private static Observation AsObservation(IProbe probe, ProbeResult result) => new(
        probe.Name,
        probe.DisplayName,
        StatusSource.Probe,
        result.Answer.Outcome switch
        {
            ProbeOutcome.Online => ServiceStatus.Up,
            ProbeOutcome.Degraded => ServiceStatus.Degraded,
            _ => ServiceStatus.Down,
        },
        result.Answer.Outcome == ProbeOutcome.Offline ? null : result.ResponseTimeMs,
        result.Answer.Message);
}

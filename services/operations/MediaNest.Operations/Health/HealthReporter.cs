using MediaNest.Operations.Probes;
using Microsoft.Extensions.Options;

namespace MediaNest.Operations.Health;

/// <summary>
/// Gives the state of everything. Anybody may ask, so asking costs the probed systems nothing: callers share the probing that is
/// under way, and its result for a few seconds.
/// </summary>
internal sealed class HealthReporter(Prober prober, IOptions<MonitoringOptions> options, TimeProvider time, IHostApplicationLifetime lifetime)
{
    private readonly Lock _turn = new();
    private Task<SystemHealth>? _underWay;
    private SystemHealth? _latest;

    public Task<SystemHealth> GetAsync(CancellationToken cancellationToken)
    {
        lock (_turn)
        {
            if (_latest is { } known && time.GetUtcNow() - known.Timestamp < options.Value.HealthCache)
            {
                return Task.FromResult(known);
            }

            if (_underWay is null or { IsCompleted: true })
            {
                // not the caller's token: others wait for the same
                _underWay = ProbeAsync(lifetime.ApplicationStopping);
            }

            return _underWay.WaitAsync(cancellationToken);
        }
    }

    private async Task<SystemHealth> ProbeAsync(CancellationToken cancellationToken)
    {
        var health = SystemHealth.Of(await prober.RunAsync(_ => true, cancellationToken), time.GetUtcNow());
        lock (_turn)
        {
            _latest = health;
        }

        return health;
    }
}

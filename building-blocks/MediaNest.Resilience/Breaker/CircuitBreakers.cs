using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;
using System.Diagnostics.Metrics;
using MediaNest.Resilience.Dependencies;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MediaNest.Resilience.Breaker;

/// <summary>
/// The breakers of all dependencies that were registered: to look at, to set by hand, to hear of changes.
/// Metric <c>medianest.circuit_breaker.state</c> (0 closed, 1 open, 2 half-open, 3 isolated) and counters of changes and rejections.
/// </summary>
public sealed partial class CircuitBreakers : IDisposable
{
    /// <summary>The meter's name.</summary>
    public const string MeterName = "MediaNest.Resilience";

    private const string DependencyTag = "dependency";

    private readonly FrozenDictionary<string, CircuitBreaker> _breakers;
    private readonly ILogger<CircuitBreakers> _logger;
    private readonly Meter _meter;
    private readonly Counter<long> _changes;
    private readonly Counter<long> _rejections;

    internal CircuitBreakers(
        IEnumerable<RegisteredDependency> dependencies,
        IOptionsMonitor<DependencyResilienceOptions> options,
        TimeProvider time,
        IMeterFactory meters,
        ILogger<CircuitBreakers> logger)
    {
        _logger = logger;
        _breakers = dependencies.Select(dependency => dependency.Name).Distinct(StringComparer.Ordinal)
            .Select(name => new CircuitBreaker(name, options.Get(name), time, OnChanged))
            .ToFrozenDictionary(breaker => breaker.Dependency, StringComparer.Ordinal);
        _meter = meters.Create(MeterName);
        _changes = _meter.CreateCounter<long>("medianest.circuit_breaker.changes", description: "Changes of state, by dependency and new state");
        _rejections = _meter.CreateCounter<long>("medianest.circuit_breaker.rejections", description: "Calls turned away");
        _meter.CreateObservableGauge("medianest.circuit_breaker.state", Observe, description: "0 closed, 1 open, 2 half-open, 3 isolated");
    }

    /// <summary>Heard after every change, on the thread that caused it: handlers are quick and do not throw.</summary>
    public event Action<CircuitStateChange>? StateChanged;

    /// <summary>All breakers, in no order.</summary>
    public IReadOnlyCollection<CircuitBreaker> All => _breakers.Values;

    /// <summary>The breaker of a dependency.</summary>
    /// <param name="dependency">Its name, such as <c>tmdb</c>.</param>
    /// <exception cref="KeyNotFoundException">It was not registered.</exception>
    public CircuitBreaker this[string dependency] => _breakers[dependency];

    /// <summary>The breaker of a dependency, if it was registered.</summary>
    /// <param name="dependency">Its name.</param>
    /// <param name="breaker">The breaker.</param>
    public bool TryGet(string dependency, [NotNullWhen(true)] out CircuitBreaker? breaker) =>
        _breakers.TryGetValue(dependency, out breaker);

    /// <inheritdoc />
    public void Dispose() => _meter.Dispose();

    internal void CountRejection(string dependency) =>
        _rejections.Add(1, new KeyValuePair<string, object?>(DependencyTag, dependency));

    private void OnChanged(CircuitStateChange change)
    {
        LogChange(_logger, change.Dependency, change.From, change.To);
        _changes.Add(1, new(DependencyTag, change.Dependency), new("state", change.To.ToString()));
        StateChanged?.Invoke(change);
    }

    private IEnumerable<Measurement<int>> Observe() =>
        _breakers.Values.Select(breaker => new Measurement<int>(
            (int)breaker.Status.State, new KeyValuePair<string, object?>(DependencyTag, breaker.Dependency)));

    [LoggerMessage(1, LogLevel.Warning, "Circuit breaker of {Dependency}: {From} -> {To}")]
    private static partial void LogChange(ILogger logger, string dependency, CircuitState from, CircuitState to);
}

/// <summary>Says that a dependency is used here, so that its breaker is listed before the first call.</summary>
internal sealed record RegisteredDependency(string Name);

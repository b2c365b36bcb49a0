namespace MediaNest.Resilience.Breaker;

/// <summary>A breaker's states.</summary>
public enum CircuitState
{
    /// <summary>Calls go through.</summary>
    Closed,

    /// <summary>Calls are turned away until the time is up.</summary>
    Open,

    /// <summary>A few trial calls decide.</summary>
    HalfOpen,

    /// <summary>Calls are turned away until an administrator closes the breaker.</summary>
    Isolated,
}

/// <summary>A change of state.</summary>
/// <param name="Dependency">The breaker's name.</param>
/// <param name="From">What it was.</param>
/// <param name="To">What it is.</param>
/// <param name="At">When.</param>
public sealed record CircuitStateChange(string Dependency, CircuitState From, CircuitState To, DateTimeOffset At);

/// <summary>A breaker at one moment.</summary>
/// <param name="Dependency">Its name.</param>
/// <param name="State">Its state. An open breaker whose time is up is open until the next call.</param>
/// <param name="ConsecutiveFailures">Failures since the last success.</param>
/// <param name="ChangedAt">When the state was last changed; null if never.</param>
/// <param name="RetryAt">When an open breaker lets trial calls through.</param>
public sealed record CircuitStatus(
    string Dependency, CircuitState State, int ConsecutiveFailures, DateTimeOffset? ChangedAt, DateTimeOffset? RetryAt);

namespace MediaNest.Simulators;

/// <summary>What goes wrong with a simulated system. Unset members change nothing.</summary>
public sealed record Fault
{
    /// <summary>Milliseconds an answer is held back. The call takes effect before the wait, so a client that gives up finds it done.</summary>
    public int? LatencyMs { get; init; }

    /// <summary>Share of the calls that fail, 0 to 1 (default 1); spread evenly rather than at random, so that a run can be repeated.</summary>
    public double? ErrorRate { get; init; }

    /// <summary>The status failing calls get instead of taking effect (default 500 where only <see cref="ErrorRate"/> is given).</summary>
    public int? Status { get; init; }

    /// <summary>Seconds in the Retry-After header of failing answers.</summary>
    public int? RetryAfter { get; init; }

    /// <summary>Take effect, send the headers and half of the body, then cut the connection.</summary>
    public bool? Drop { get; init; }

    /// <summary>Take effect, but send bytes that no parser can read.</summary>
    public bool? Garbage { get; init; }

    /// <summary>Cut the connection at once, without effect.</summary>
    public bool? Down { get; init; }

    /// <summary>Only the next so many calls are touched; then the fault is gone.</summary>
    public int? Times { get; init; }

    /// <summary>Only calls of this HTTP method are touched.</summary>
    public string? Method { get; init; }

    /// <summary>Only calls whose path contains this are touched.</summary>
    public string? PathContains { get; init; }

    internal bool Fails => Status is not null || ErrorRate is not null || Drop is true || Garbage is true || Down is true;
}

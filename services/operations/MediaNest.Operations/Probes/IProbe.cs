namespace MediaNest.Operations.Probes;

internal enum ProbeOutcome
{
    Online,
    Degraded,
    Offline,
}

/// <summary>What a probe found.</summary>
/// <param name="Outcome">How the thing is.</param>
/// <param name="Message">A sentence for people that holds no address and no secret; null where all is well.</param>
internal sealed record ProbeAnswer(ProbeOutcome Outcome, string? Message = null)
{
    public static ProbeAnswer Online { get; } = new(ProbeOutcome.Online);

    public static ProbeAnswer Degraded(string message) => new(ProbeOutcome.Degraded, message);

    public static ProbeAnswer Offline(string message) => new(ProbeOutcome.Offline, message);
}

/// <summary>What a probe found, and how long that took.</summary>
internal sealed record ProbeResult(ProbeAnswer Answer, double ResponseTimeMs);

/// <summary>Asks one thing that MediaNest depends on whether it works.</summary>
internal interface IProbe
{
    /// <summary>Lower-case kebab, such as <c>plex</c>.</summary>
    string Name { get; }

    string DisplayName { get; }

    /// <summary>Whether MediaNest as a whole is of no use without it.</summary>
    bool IsVital { get; }

    /// <summary>False where nobody told us about the thing: it is left out, not reported as missing.</summary>
    bool IsConfigured { get; }

    /// <summary>Looks at something on this machine, which Uptime Kuma cannot see even if it has a monitor of that name.</summary>
    bool IsLocal => false;

    /// <summary>Asks. Exceptions count as offline.</summary>
    Task<ProbeAnswer> AskAsync(CancellationToken cancellationToken);
}

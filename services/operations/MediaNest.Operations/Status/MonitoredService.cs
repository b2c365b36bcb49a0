namespace MediaNest.Operations.Status;

/// <summary>A service's present status, shared by all replicas. Whoever changes it holds its row.</summary>
internal sealed class MonitoredService
{
    public const int LongestMessage = 500;

    public required string Name { get; init; }

    public required string DisplayName { get; set; }

    public StatusSource Source { get; private set; }

    public ServiceStatus Status { get; private set; }

    public double? ResponseTimeMs { get; private set; }

    public string? Message { get; private set; }

    /// <summary>Failed checks in a row.</summary>
    public int Failures { get; private set; }

    public double? Uptime24h { get; private set; }

    public double? Uptime30d { get; private set; }

    public DateTimeOffset? CheckedAt { get; private set; }

    public DateTimeOffset? ChangedAt { get; private set; }

    /// <summary>Takes in what was seen.</summary>
    /// <param name="seen">The observation.</param>
    /// <param name="now">When.</param>
    /// <param name="failuresToDown">How often in a row our own probes must fail before that counts; Uptime Kuma has done its own counting.</param>
    /// <returns>The change to tell everybody about, if it is one.</returns>
    public StatusChange? Observe(Observation seen, DateTimeOffset now, int failuresToDown)
    {
        (DisplayName, Source, CheckedAt) = (seen.DisplayName, seen.Source, now);
        (ResponseTimeMs, Uptime24h, Uptime30d) = (seen.ResponseTimeMs, seen.Uptime24h, seen.Uptime30d);
        Message = seen.Message is { Length: > LongestMessage } text ? text[..LongestMessage] : seen.Message;
        Failures = seen.Status == ServiceStatus.Down ? Failures + 1 : 0;
        var isDoubtful = seen is { Status: ServiceStatus.Down, Source: StatusSource.Probe } && Failures < failuresToDown;
        if (isDoubtful || seen.Status == Status)
        {
            return null;
        }

        var change = new StatusChange
        {
            Id = Guid.CreateVersion7(now),
            Name = Name,
            Status = seen.Status,
            PreviousStatus = Status,
            Message = Message,
            ResponseTimeMs = ResponseTimeMs,
            At = now,
        };
        (Status, ChangedAt) = (seen.Status, now);
        return change;
    }
}

/// <summary>A service went from one status to another.</summary>
internal sealed class StatusChange
{
    public Guid Id { get; init; }

    public required string Name { get; init; }

    public ServiceStatus Status { get; init; }

    public ServiceStatus PreviousStatus { get; init; }

    public string? Message { get; init; }

    public double? ResponseTimeMs { get; init; }

    public DateTimeOffset At { get; init; }
}

/// <summary>What an hour's checks of a service came to; all that history and uptime need, and it does not grow with the frequency of checks.</summary>
internal sealed class ServiceHour
{
    public required string Name { get; init; }

    public DateTimeOffset Hour { get; init; }

    /// <summary>Checks that say something: not those with Uptime Kuma away or during maintenance.</summary>
    public int Checks { get; init; }

    public int UpChecks { get; init; }

    /// <summary>Checks with a response time.</summary>
    public int TimedChecks { get; init; }

    /// <summary>Sum of the response times, milliseconds.</summary>
    public double ResponseMs { get; init; }
}

using System.ComponentModel.DataAnnotations;

namespace MediaNest.Resilience.Dependencies;

/// <summary>The pipeline of one outside system. Section <c>Resilience:&lt;dependency&gt;</c>; what it leaves out comes from the table in design/architecture.md.</summary>
public sealed class DependencyResilienceOptions : IValidatableObject
{
    /// <summary>The configuration section that has one section per dependency.</summary>
    public const string SectionName = "Resilience";

    private const string TimeSpanRange = "{0} must be between {1} and {2}.";

    /// <summary>Calls that may be under way at once. 1 to 1000, default 20.</summary>
    [Range(1, 1000)]
    public int ConcurrencyLimit { get; set; } = 20;

    /// <summary>Calls that may wait for that. 0 to 10,000, default 200.</summary>
    [Range(0, 10_000)]
    public int QueueLimit { get; set; } = 200;

    /// <summary>How long a call may take with waiting and all attempts. 0.1 s to 10 minutes, default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00", ErrorMessage = TimeSpanRange)]
    public TimeSpan TotalTimeout { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>How long one attempt may take. 0.1 s to 10 minutes, default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:10:00", ErrorMessage = TimeSpanRange)]
    public TimeSpan AttemptTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How often a failed idempotent call is repeated. 0 to 10, default 2.</summary>
    [Range(0, 10)]
    public int Retries { get; set; } = 2;

    /// <summary>The first pause before a repetition; later ones double, with jitter. 0 to 1 minute, default 0.5 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:01:00", ErrorMessage = TimeSpanRange)]
    public TimeSpan RetryDelay { get; set; } = TimeSpan.FromSeconds(0.5);

    /// <summary>The longest <c>Retry-After</c> that is waited for; with a longer one the answer goes to the caller. 0 to 5 minutes, default 10 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "00:05:00", ErrorMessage = TimeSpanRange)]
    public TimeSpan LongestRetryAfter { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Failures in a row that open the breaker. 1 to 1000, default 5.</summary>
    [Range(1, 1000)]
    public int FailuresToOpen { get; set; } = 5;

    /// <summary>How long it stays open. 0.1 s to an hour, default 30 s.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "01:00:00", ErrorMessage = TimeSpanRange)]
    public TimeSpan OpenFor { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Trial calls that have to succeed before it closes. 1 to 100, default 3.</summary>
    [Range(1, 100)]
    public int TrialCalls { get; set; } = 3;

    /// <inheritdoc />
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (AttemptTimeout > TotalTimeout)
        {
            yield return new ValidationResult($"{nameof(AttemptTimeout)} ({AttemptTimeout}) must not exceed {nameof(TotalTimeout)} ({TotalTimeout}).");
        }
    }

    /// <summary>Sets what design/architecture.md, 'Resilience', says of a dependency that it names.</summary>
    internal void UsePreset(string dependency)
    {
        (FailuresToOpen, var seconds, TrialCalls) = dependency switch
        {
            "plex" => (5, 45, 3),
            "plex.tv" => (5, 30, 2),
            "tmdb" => (5, 30, 3),
            "overseerr" => (5, 30, 3),
            "uptime-kuma" => (3, 30, 2),
            "youtube" => (8, 60, 2),
            _ => (FailuresToOpen, (int)OpenFor.TotalSeconds, TrialCalls),
        };
        OpenFor = TimeSpan.FromSeconds(seconds);
    }
}

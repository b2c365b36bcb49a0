using System.Globalization;

namespace MediaNest.Resilience.Dependencies;

/// <summary>Why a dependency could not be used.</summary>
public enum UnavailableReason
{
    /// <summary>Its circuit breaker is open: it failed too often of late, or an administrator has switched it off.</summary>
    BreakerOpen,

    /// <summary>Too many calls to it are under way.</summary>
    TooManyCalls,

    /// <summary>It did not answer in time.</summary>
    TimedOut,

    /// <summary>It could not be reached, also when tried again.</summary>
    Unreachable,
}

/// <summary>
/// A call through a dependency's pipeline brought no answer. (Answers that say 'error' are answers, and come back as responses.)
/// To be mapped to the dependency's <c>…_UNREACHABLE</c> where it has one.
/// </summary>
public sealed class DependencyUnavailableException : HttpRequestException
{
    /// <summary>An exception.</summary>
    /// <param name="dependency">The dependency's name, such as <c>tmdb</c>.</param>
    /// <param name="reason">Why it could not be used.</param>
    /// <param name="retryAfter">When it makes sense to try again, if known.</param>
    /// <param name="inner">The last failure.</param>
    public DependencyUnavailableException(string dependency, UnavailableReason reason, TimeSpan? retryAfter = null, Exception? inner = null)
        : base(Describe(dependency, reason, retryAfter), inner)
    {
        Dependency = dependency;
        Reason = reason;
        RetryAfter = retryAfter;
    }

    /// <summary>The dependency's name.</summary>
    public string Dependency { get; }

    /// <summary>Why it could not be used.</summary>
    public UnavailableReason Reason { get; }

    /// <summary>When it makes sense to try again, if known.</summary>
    public TimeSpan? RetryAfter { get; }

    internal static DependencyUnavailableException BreakerOpen(string dependency, TimeSpan? retryAfter) =>
        new(dependency, UnavailableReason.BreakerOpen, retryAfter);

    private static string Describe(string dependency, UnavailableReason reason, TimeSpan? retryAfter)
    {
        var text = reason switch
        {
            UnavailableReason.BreakerOpen => $"Calls to {dependency} are stopped by its circuit breaker",
            UnavailableReason.TooManyCalls => $"Too many calls to {dependency} are under way",
            UnavailableReason.TimedOut => $"{dependency} did not answer in time",
            _ => $"{dependency} cannot be reached",
        };
        return retryAfter is { } delay
            ? string.Create(CultureInfo.InvariantCulture, $"{text}; try again in {Math.Ceiling(delay.TotalSeconds)} s.")
            : text + ".";
    }
}

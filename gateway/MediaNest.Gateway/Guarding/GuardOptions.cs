using System.ComponentModel.DataAnnotations;

namespace MediaNest.Gateway.Guarding;

/// <summary>Sessions, and going on without Redis. Section <c>Sessions</c>.</summary>
internal sealed class GuardOptions
{
    public const string SectionName = "Sessions";

    private const string TimeSpanRange = "Sessions:{0} must be between {1} and {2}.";

    /// <summary>How long a session lives without a request; each renews it. The same as auth's.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "30.00:00:00", ErrorMessage = TimeSpanRange)]
    public TimeSpan IdleTimeout { get; set; } = TimeSpan.FromHours(24);

    /// <summary>How long, while Redis does not answer, a good token is enough. After that protected routes answer 503.</summary>
    [Range(typeof(TimeSpan), "00:00:00", "01:00:00", ErrorMessage = TimeSpanRange)]
    public TimeSpan TokenAloneFor { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>How often, while Redis does not answer, it is asked again; requests in between do not wait for it.</summary>
    [Range(typeof(TimeSpan), "00:00:00.010", "00:01:00", ErrorMessage = TimeSpanRange)]
    public TimeSpan RetryInterval { get; set; } = TimeSpan.FromMilliseconds(250);
}

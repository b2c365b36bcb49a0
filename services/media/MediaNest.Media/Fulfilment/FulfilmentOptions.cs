using System.ComponentModel.DataAnnotations;

namespace MediaNest.Media.Fulfilment;

/// <summary>Section <c>Fulfilment</c>: how approved requests are brought to Overseerr and watched over.</summary>
internal sealed class FulfilmentOptions
{
    /// <summary>How many requests one replica works on at the same time.</summary>
    [Range(1, 32, ErrorMessage = "Fulfilment:Workers must be between 1 and 32.")]
    public int Workers { get; set; } = 2;

    /// <summary>How long a replica may hold a job, seconds. A killed one's job is taken over after it; calls end well before it.</summary>
    [Range(1, 3_600, ErrorMessage = "Fulfilment:LeaseSeconds must be between 1 and 3600.")]
    public double LeaseSeconds { get; set; } = 45;

    /// <summary>How often a replica looks for work that nobody told it of, seconds.</summary>
    [Range(0.05, 300, ErrorMessage = "Fulfilment:PollSeconds must be between 0.05 and 300.")]
    public double PollSeconds { get; set; } = 2;

    /// <summary>First pause after a failure, seconds; doubled each time, with jitter.</summary>
    [Range(0.01, 60, ErrorMessage = "Fulfilment:MinBackoffSeconds must be between 0.01 and 60.")]
    public double MinBackoffSeconds { get; set; } = 1;

    /// <summary>Longest pause after a failure, seconds.</summary>
    [Range(0.01, 3_600, ErrorMessage = "Fulfilment:MaxBackoffSeconds must be between 0.01 and 3600.")]
    public double MaxBackoffSeconds { get; set; } = 30;

    /// <summary>How often Overseerr may break on a request (500) before it is given up as failed. Being unreachable does not count.</summary>
    [Range(1, 100, ErrorMessage = "Fulfilment:MaxRefusals must be between 1 and 100.")]
    public int MaxRefusals { get; set; } = 5;

    /// <summary>How often the progress of a submitted request is asked for, seconds: the safety net under the webhooks.</summary>
    [Range(0.05, 86_400, ErrorMessage = "Fulfilment:ReconcileSeconds must be between 0.05 and 86400.")]
    public double ReconcileSeconds { get; set; } = 60;

    /// <summary>How long Plex may take to show what Overseerr calls available, seconds; after it Overseerr is believed.</summary>
    [Range(0, 86_400, ErrorMessage = "Fulfilment:ConfirmationGraceSeconds must be between 0 and 86400.")]
    public double ConfirmationGraceSeconds { get; set; } = 900;

    public TimeSpan ConfirmationGrace => TimeSpan.FromSeconds(ConfirmationGraceSeconds);

    public TimeSpan Backoff(int attempts)
    {
        var exponential = MinBackoffSeconds * Math.Pow(2, Math.Clamp(attempts - 1, 0, 30));
        return TimeSpan.FromSeconds(Math.Min(exponential, MaxBackoffSeconds) * (0.8 + (0.4 * Random.Shared.NextDouble())));
    }
}

using System.ComponentModel.DataAnnotations;
using Microsoft.Extensions.Options;

namespace MediaNest.Notification.Delivery;

/// <summary>How e-mail and webhooks leave. Section <c>Delivery</c>.</summary>
internal sealed class DeliveryOptions
{
    public const string SectionName = "Delivery";

    /// <summary>How many deliveries one replica works on at the same time.</summary>
    [Range(1, 32, ErrorMessage = "Delivery:Workers must be between 1 and 32.")]
    public int Workers { get; set; } = 4;

    /// <summary>How often a replica looks for work that nobody told it of.</summary>
    [Range(typeof(TimeSpan), "00:00:00.05", "00:05:00", ErrorMessage = "Delivery:PollInterval must be between 00:00:00.05 and 00:05:00.")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>After how many attempts a delivery is given up.</summary>
    [Range(1, 100, ErrorMessage = "Delivery:MaxAttempts must be between 1 and 100.")]
    public int MaxAttempts { get; set; } = 8;

    /// <summary>The wait after the first failure; it doubles with each.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "01:00:00", ErrorMessage = "Delivery:RetryMinDelay must be between 00:00:00.01 and 01:00:00.")]
    public TimeSpan RetryMinDelay { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>The longest wait, also where the receiver asks for a longer one.</summary>
    [Range(typeof(TimeSpan), "00:00:00.01", "1.00:00:00", ErrorMessage = "Delivery:RetryMaxDelay must be between 00:00:00.01 and 1.00:00:00.")]
    public TimeSpan RetryMaxDelay { get; set; } = TimeSpan.FromHours(1);

    /// <summary>How long finished deliveries, and what is known of their attempts, stay.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "3650.00:00:00", ErrorMessage = "Delivery:Retention must be between 01:00:00 and 3650 days.")]
    public TimeSpan Retention { get; set; } = TimeSpan.FromDays(30);

    /// <summary>The wait after a number of failures, with up to a fifth more, so that replicas do not all come at once.</summary>
    public TimeSpan DelayAfter(int attempts)
    {
        var doubled = RetryMinDelay * Math.Pow(2, Math.Clamp(attempts - 1, 0, 20));
        return (doubled < RetryMaxDelay ? doubled : RetryMaxDelay) * (1 + (Random.Shared.NextDouble() / 5));
    }
}

internal sealed class DeliveryOptionsValidator : IValidateOptions<DeliveryOptions>
{
    public ValidateOptionsResult Validate(string? name, DeliveryOptions options) => options.RetryMaxDelay >= options.RetryMinDelay
        ? ValidateOptionsResult.Success
        : ValidateOptionsResult.Fail("Delivery:RetryMaxDelay must not be shorter than Delivery:RetryMinDelay.");
}

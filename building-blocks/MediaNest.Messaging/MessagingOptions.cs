using System.ComponentModel.DataAnnotations;

namespace MediaNest.Messaging;

/// <summary>How a service sends and receives events. Section <c>Messaging</c>; the broker's address is <c>ConnectionStrings:rabbitmq</c>.</summary>
public sealed class MessagingOptions : IValidatableObject
{
    /// <summary>The configuration section.</summary>
    public const string SectionName = "Messaging";

    /// <summary>Address of the broker, <c>amqp://user:password@host:port/vhost</c>; bound from <c>ConnectionStrings:rabbitmq</c>.</summary>
    public string ConnectionString { get; set; } = "";

    /// <summary>Messages a consumer's queue hands out ahead of their acknowledgement, 1–1000; 32 by default.</summary>
    [Range(1, 1000, ErrorMessage = "Messaging:PrefetchCount must be between 1 and 1000.")]
    public int PrefetchCount { get; set; } = 32;

    /// <summary>Messages a consumer works on at the same time, 1–100; 8 by default. Each holds a database connection.</summary>
    [Range(1, 100, ErrorMessage = "Messaging:ConcurrentMessages must be between 1 and 100.")]
    public int ConcurrentMessages { get; set; } = 8;

    /// <summary>Tries in place after the first failure before a message goes to the <c>_error</c> queue, 0–20; 5 by default.</summary>
    [Range(0, 20, ErrorMessage = "Messaging:RetryLimit must be between 0 and 20.")]
    public int RetryLimit { get; set; } = 5;

    /// <summary>Pause before the first retry, 1 ms–1 min; 200 ms by default. Doubles from one to the next.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:01:00", ErrorMessage = "Messaging:RetryMinDelay must be between 00:00:00.001 and 00:01:00.")]
    public TimeSpan RetryMinDelay { get; set; } = TimeSpan.FromMilliseconds(200);

    /// <summary>Longest pause between two retries, 1 ms–5 min; 15 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.001", "00:05:00", ErrorMessage = "Messaging:RetryMaxDelay must be between 00:00:00.001 and 00:05:00.")]
    public TimeSpan RetryMaxDelay { get; set; } = TimeSpan.FromSeconds(15);

    /// <summary>Outbox rows sent together, 1–5000; 500 by default.</summary>
    [Range(1, 5000, ErrorMessage = "Messaging:DispatchBatchSize must be between 1 and 5000.")]
    public int DispatchBatchSize { get; set; } = 500;

    /// <summary>How often the outbox is looked at even if nothing woke the dispatcher, 100 ms–5 min; 5 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:00.1", "00:05:00", ErrorMessage = "Messaging:PollInterval must be between 00:00:00.1 and 00:05:00.")]
    public TimeSpan PollInterval { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long the broker may take to confirm a batch before it is given up and tried again, 1 s–5 min; 10 s by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:05:00", ErrorMessage = "Messaging:ConfirmTimeout must be between 00:00:01 and 00:05:00.")]
    public TimeSpan ConfirmTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// After so long without a word an endpoint that does not consume is started anew, 5 s–10 min; 90 s by default, longer than one that goes on trying takes
    /// for an attempt and the pause before it.
    /// </summary>
    [Range(typeof(TimeSpan), "00:00:05", "00:10:00", ErrorMessage = "Messaging:EndpointSilence must be between 00:00:05 and 00:10:00.")]
    public TimeSpan EndpointSilence { get; set; } = TimeSpan.FromSeconds(90);

    /// <summary>How long sent outbox rows stay, for whoever asks what was sent, 1 min–90 days; 1 day by default.</summary>
    [Range(typeof(TimeSpan), "00:01:00", "90.00:00:00", ErrorMessage = "Messaging:OutboxRetention must be between 00:01:00 and 90.00:00:00.")]
    public TimeSpan OutboxRetention { get; set; } = TimeSpan.FromDays(1);

    /// <summary>How long a message id is remembered against redelivery, 1 hour–365 days; 14 days by default. A dead letter replayed later is consumed anew only if its id was never recorded, which is so: a failure records nothing.</summary>
    [Range(typeof(TimeSpan), "01:00:00", "365.00:00:00", ErrorMessage = "Messaging:InboxRetention must be between 01:00:00 and 365.00:00:00.")]
    public TimeSpan InboxRetention { get; set; } = TimeSpan.FromDays(14);

    /// <summary>How often what is past its retention is deleted, 1 s–1 day; 15 min by default.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = "Messaging:CleanupInterval must be between 00:00:01 and 1.00:00:00.")]
    public TimeSpan CleanupInterval { get; set; } = TimeSpan.FromMinutes(15);

    internal Uri BrokerAddress => new(ConnectionString);

    /// <inheritdoc/>
    public IEnumerable<ValidationResult> Validate(ValidationContext validationContext)
    {
        if (MediaNest.Persistence.DesignTime.IsActive)
            yield break;
        if (!Uri.TryCreate(ConnectionString, UriKind.Absolute, out var address) || address.Scheme is not ("amqp" or "amqps") || address.Host.Length == 0)
            yield return new ValidationResult("ConnectionStrings:rabbitmq is not set or not of the form 'amqp://user:password@host:port/vhost'.");
        if (RetryMaxDelay < RetryMinDelay)
            yield return new ValidationResult("Messaging:RetryMaxDelay must not be shorter than Messaging:RetryMinDelay.");
        if (PrefetchCount < ConcurrentMessages)
            yield return new ValidationResult("Messaging:PrefetchCount must not be smaller than Messaging:ConcurrentMessages.");
    }
}

namespace MediaNest.Messaging.Outbox;

/// <summary>An event that waits for the broker, or was sent not long ago.</summary>
public sealed class OutboxMessage
{
    /// <summary>Counts the rows in the order in which they were added.</summary>
    public long Sequence { get; private set; }

    /// <summary>Becomes the message's id at the broker, by which a consumer knows a redelivery.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The event's type and assembly, without version.</summary>
    public required string Type { get; init; }

    /// <summary>The event as JSON.</summary>
    public required string Body { get; init; }

    /// <summary>W3C trace context of the work that published it.</summary>
    public string? TraceParent { get; init; }

    /// <summary>Vendors' part of the trace context.</summary>
    public string? TraceState { get; init; }

    /// <summary>Correlation id of the work that published it.</summary>
    public string? CorrelationId { get; init; }

    /// <summary>User whose action caused it.</summary>
    public Guid? ActorId { get; init; }

    /// <summary>When it was added, UTC.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When the broker confirmed it, UTC.</summary>
    public DateTimeOffset? SentAt { get; private set; }

    /// <summary>Why it can never be sent, such as a type that no longer exists; such a row is kept but not tried again.</summary>
    public string? Error { get; private set; }
}

namespace MediaNest.Messaging.Inbox;

/// <summary>Says that a consumer has consumed a message; saved together with what the consumer changed.</summary>
public sealed class InboxMessage
{
    /// <summary>The message's id.</summary>
    public required Guid MessageId { get; init; }

    /// <summary>The consumer's queue.</summary>
    public required string Consumer { get; init; }

    /// <summary>When, UTC.</summary>
    public required DateTimeOffset ReceivedAt { get; init; }
}

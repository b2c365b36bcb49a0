namespace MediaNest.Messaging;

/// <summary>Headers that travel with every event beside those of MassTransit.</summary>
internal static class MessageHeaders
{
    public const string CorrelationId = "X-Correlation-ID";
    public const string ActorId = "X-Actor-ID";

    /// <summary>Marks a message that came without the outbox and may go without the inbox.</summary>
    public const string Ephemeral = "X-Ephemeral";
}

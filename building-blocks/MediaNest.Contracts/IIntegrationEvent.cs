namespace MediaNest.Contracts;

/// <summary>
/// What every integration event says beside its own facts. Events are past tense, immutable, and change additively only:
/// a member may be added as nullable or with a default, none may be renamed, removed or retyped.
/// </summary>
public interface IIntegrationEvent
{
    /// <summary>When the fact became true, UTC.</summary>
    DateTimeOffset OccurredAt { get; }

    /// <summary>The user whose action caused it; null when a machine did.</summary>
    Guid? ActorId { get; }

    /// <summary>The correlation id of the request that caused it, 1–64 characters of <c>[A-Za-z0-9._-]</c>.</summary>
    string? CorrelationId { get; }
}

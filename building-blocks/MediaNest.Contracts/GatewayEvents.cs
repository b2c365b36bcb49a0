namespace MediaNest.Contracts;

/// <summary>
/// Somebody was refused for asking too often. The gateway adds up the refusals of a minute, so there are at most a few of these for each caller,
/// scope and minute. Sent without the outbox, may be lost.
/// </summary>
/// <param name="Scope">The limit, such as <c>api</c> or <c>sign-in</c>.</param>
/// <param name="UserId">The caller, where signed in.</param>
/// <param name="Address">The caller's address (of IPv6 the /64 network), where not.</param>
/// <param name="Limit">Requests allowed.</param>
/// <param name="WindowSeconds">In any period so long.</param>
/// <param name="Count">Requests refused.</param>
/// <param name="OccurredAt">When the first of them was, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The first of the requests.</param>
public sealed record RateLimitExceeded(
    string Scope, Guid? UserId, string? Address, int Limit, int WindowSeconds, int Count,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null) : IIntegrationEvent;

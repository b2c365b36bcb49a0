namespace MediaNest.Contracts;

/// <summary>A user asked for a title.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="UserId">Who asked.</param>
/// <param name="UserName">Their name, as shown to people.</param>
/// <param name="MediaType"><c>movie</c> or <c>tv</c>.</param>
/// <param name="TmdbId">The title's id at TMDB.</param>
/// <param name="Title">The title.</param>
/// <param name="Year">Year of release, where known.</param>
/// <param name="Seasons">The seasons asked for; empty for films.</param>
/// <param name="Status">The state it starts in: <c>pending</c>, or <c>approved</c> where approval is automatic.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
public sealed record MediaRequested(
    Guid RequestId, Guid UserId, string UserName, string MediaType, int TmdbId, string Title, int? Year,
    IReadOnlyList<int> Seasons, string Status,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null) : IIntegrationEvent;

/// <summary>A media request moved to another state.</summary>
/// <param name="RequestId">The request.</param>
/// <param name="UserId">Who had asked.</param>
/// <param name="FollowerIds">Others who asked for the same and are told as well.</param>
/// <param name="MediaType"><c>movie</c> or <c>tv</c>.</param>
/// <param name="TmdbId">The title's id at TMDB.</param>
/// <param name="Title">The title.</param>
/// <param name="Status">The state now, lower-case kebab.</param>
/// <param name="PreviousStatus">The state before.</param>
/// <param name="Reason">Why, where somebody gave a reason.</param>
/// <param name="Version">Counts the request's moves from 1: consumers ignore an older one that arrives late.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
public sealed record MediaRequestStatusChanged(
    Guid RequestId, Guid UserId, IReadOnlyList<Guid> FollowerIds, string MediaType, int TmdbId, string Title,
    string Status, string PreviousStatus, string? Reason, int Version,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null) : IIntegrationEvent;

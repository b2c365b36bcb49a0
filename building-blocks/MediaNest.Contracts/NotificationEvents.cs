namespace MediaNest.Contracts;

/// <summary>A notification was stored for a user.</summary>
/// <param name="NotificationId">The notification.</param>
/// <param name="UserId">For whom.</param>
/// <param name="Kind">What it is about, lower-case kebab, such as <c>request-available</c>.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Message">Its text.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
public sealed record NotificationCreated(
    Guid NotificationId, Guid UserId, string Kind, string Title, string Message,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null) : IIntegrationEvent;

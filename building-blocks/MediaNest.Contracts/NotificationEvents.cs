namespace MediaNest.Contracts;

/// <summary>
/// What users are told of. In events, documents and preferences a type stands as lower-case kebab text, such as <c>request-available</c>.
/// </summary>
public enum NotificationType
{
    /// <summary>Somebody asked for a title; to administrators.</summary>
    RequestCreated,

    /// <summary>A request was approved.</summary>
    RequestApproved,

    /// <summary>A request was denied.</summary>
    RequestDenied,

    /// <summary>What was asked for is in the library.</summary>
    RequestAvailable,

    /// <summary>Part of what was asked for is in the library.</summary>
    RequestPartiallyAvailable,

    /// <summary>What was asked for could not be fetched.</summary>
    RequestFailed,

    /// <summary>Episodes of a show that was asked for arrived.</summary>
    EpisodesArrived,

    /// <summary>A download is in its place.</summary>
    DownloadCompleted,

    /// <summary>A download failed.</summary>
    DownloadFailed,

    /// <summary>Something that an administrator should look at.</summary>
    SecurityAlert,

    /// <summary>An outgoing webhook was switched off after repeated failure.</summary>
    WebhookDisabled,

    /// <summary>A message from an administrator.</summary>
    Broadcast,
}

/// <summary>
/// A user is to be told of a stored notification now, or of several of one type at once: what follows the first of a type within a short while
/// is stored silently and told of together.
/// </summary>
/// <param name="NotificationId">The notification; of several, the newest.</param>
/// <param name="UserId">For whom.</param>
/// <param name="Kind">What it is about: a <see cref="NotificationType"/> as lower-case kebab, such as <c>request-available</c>.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Message">Its text.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
/// <param name="DataJson">What leads to the thing, as a JSON object; of several notifications <c>count</c> and <c>notificationIds</c>.</param>
/// <param name="Channels">Which ways it goes: <c>socket</c>, <c>email</c>, <c>webhook</c>; null, from older senders, means <c>socket</c>.</param>
public sealed record NotificationCreated(
    Guid NotificationId, Guid UserId, string Kind, string Title, string Message,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null,
    string? DataJson = null, IReadOnlyList<string>? Channels = null) : IIntegrationEvent;

/// <summary>An administrator spoke to everybody, or to everybody of a role.</summary>
/// <param name="BroadcastId">The message.</param>
/// <param name="AdminId">Who speaks.</param>
/// <param name="AdminName">Their name, as shown to people.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Message">Its text.</param>
/// <param name="Role">To whom: <c>user</c> or <c>admin</c>; null for everybody.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
public sealed record AdminBroadcastSent(
    Guid BroadcastId, Guid AdminId, string AdminName, string Title, string Message, string? Role,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null) : IIntegrationEvent;

namespace MediaNest.Contracts;

/// <summary>A user sent a video to be downloaded.</summary>
/// <param name="DownloadId">The download.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="Url">The video's page.</param>
/// <param name="Title">Its title, where known yet.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
public sealed record DownloadQueued(
    Guid DownloadId, Guid UserId, string Url, string? Title,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null) : IIntegrationEvent;

/// <summary>A download moved on. Sent without the outbox, may be lost.</summary>
/// <param name="DownloadId">The download.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="Title">Its title, where known yet.</param>
/// <param name="Status"><c>downloading</c> or <c>processing</c>.</param>
/// <param name="Progress">Per cent, 0–100.</param>
/// <param name="BytesPerSecond">Current rate, where known.</param>
/// <param name="EtaSeconds">Seconds left, where known.</param>
/// <param name="DownloadedBytes">Bytes here so far.</param>
/// <param name="TotalBytes">Bytes in all, where known.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
public sealed record DownloadProgressed(
    Guid DownloadId, Guid UserId, string? Title, string Status, double Progress, double? BytesPerSecond, int? EtaSeconds,
    long? DownloadedBytes, long? TotalBytes,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null) : IIntegrationEvent;

/// <summary>A video is in its place.</summary>
/// <param name="DownloadId">The download.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="Title">Its title.</param>
/// <param name="RelativePath">Where, below the download root.</param>
/// <param name="SizeBytes">Size of the file.</param>
/// <param name="AddToPlex">Whether the user wants it in Plex.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
public sealed record DownloadCompleted(
    Guid DownloadId, Guid UserId, string Title, string RelativePath, long SizeBytes, bool AddToPlex,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null) : IIntegrationEvent;

/// <summary>A download failed for good, or until somebody retries it.</summary>
/// <param name="DownloadId">The download.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="Title">Its title, where known.</param>
/// <param name="Error">A sentence for people.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
public sealed record DownloadFailed(
    Guid DownloadId, Guid UserId, string? Title, string Error,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null) : IIntegrationEvent;

/// <summary>A download was called off.</summary>
/// <param name="DownloadId">The download.</param>
/// <param name="UserId">Whose it is.</param>
/// <param name="Title">Its title, where known.</param>
/// <param name="OccurredAt">When, UTC.</param>
/// <param name="ActorId">Who caused it.</param>
/// <param name="CorrelationId">The request that caused it.</param>
public sealed record DownloadCancelled(
    Guid DownloadId, Guid UserId, string? Title,
    DateTimeOffset OccurredAt, Guid? ActorId = null, string? CorrelationId = null) : IIntegrationEvent;

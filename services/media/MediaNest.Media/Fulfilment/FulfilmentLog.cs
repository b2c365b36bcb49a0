namespace MediaNest.Media.Fulfilment;

internal static partial class FulfilmentLog
{
    [LoggerMessage(200, LogLevel.Information, "Request {RequestId} is request {OverseerrId} in Overseerr")]
    public static partial void Submitted(this ILogger logger, Guid requestId, int overseerrId);

    [LoggerMessage(201, LogLevel.Information, "Request {RequestId} was in Overseerr already, as {OverseerrId}")]
    public static partial void FoundInOverseerr(this ILogger logger, Guid requestId, int overseerrId);

    [LoggerMessage(202, LogLevel.Warning, "Request {RequestId} stays queued after attempt {Attempt}: {Reason}")]
    public static partial void SubmissionQueued(this ILogger logger, Guid requestId, int attempt, string reason);

    [LoggerMessage(203, LogLevel.Warning, "Request {RequestId} failed: {Reason}")]
    public static partial void SubmissionFailed(this ILogger logger, Guid requestId, string reason);

    [LoggerMessage(204, LogLevel.Warning, "Request {RequestId} cannot be confirmed in Plex: {Reason}")]
    public static partial void NotConfirmed(this ILogger logger, Guid requestId, string reason);

    [LoggerMessage(205, LogLevel.Warning, "Plex does not show request {RequestId} in time; Overseerr's word is taken for it")]
    public static partial void TrustingOverseerr(this ILogger logger, Guid requestId);

    [LoggerMessage(206, LogLevel.Information, "Request {RequestId} went from {From} to {To}")]
    public static partial void Moved(this ILogger logger, Guid requestId, string from, string to);

    [LoggerMessage(207, LogLevel.Information, "Request {RequestId} changed while it was worked on; it is looked at again")]
    public static partial void ChangedMeanwhile(this ILogger logger, Guid requestId);

    [LoggerMessage(209, LogLevel.Warning, "Request {RequestId} was given up for now: its lease was about to end")]
    public static partial void TookTooLong(this ILogger logger, Guid requestId);

    [LoggerMessage(208, LogLevel.Error, "A job could not be worked on")]
    public static partial void WorkFailed(this ILogger logger, Exception exception);
}

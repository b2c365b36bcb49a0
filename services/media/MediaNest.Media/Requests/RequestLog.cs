namespace MediaNest.Media.Requests;

internal static partial class RequestLog
{
    [LoggerMessage(300, LogLevel.Information, "Request {RequestId} for {MediaType} {TmdbId} is {Status}")]
    public static partial void Created(this ILogger logger, Guid requestId, string mediaType, int tmdbId, string status);

    [LoggerMessage(301, LogLevel.Warning, "Plex cannot be asked whether {MediaType} {TmdbId} is there already: {Reason}")]
    public static partial void AvailabilityUnchecked(this ILogger logger, string mediaType, int tmdbId, string reason);

    [LoggerMessage(302, LogLevel.Information, "The data of a deleted user is gone from {Requests} requests and {Followed} followed ones")]
    public static partial void Anonymised(this ILogger logger, int requests, int followed);

    [LoggerMessage(303, LogLevel.Information, "{Count} remembered answers are too old to be asked for again")]
    public static partial void AnswersForgotten(this ILogger logger, int count);

    [LoggerMessage(304, LogLevel.Warning, "Old remembered answers could not be removed; the next round will")]
    public static partial void AnswersKept(this ILogger logger, Exception exception);
}

namespace MediaNest.Notification.Realtime;

internal static partial class RealtimeLog
{
    [LoggerMessage(1, LogLevel.Warning, "Redis does not answer: sockets that want in are refused")]
    public static partial void CannotCheck(this ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "The sessions of sockets cannot be checked, mostly because Redis does not answer: sockets stay until they can")]
    public static partial void SweepWithoutRedis(this ILogger logger, Exception exception);

    [LoggerMessage(3, LogLevel.Information, "A socket of user {UserId}, session {SessionId}, is disconnected: {Reason}")]
    public static partial void Evicted(this ILogger logger, Guid userId, Guid sessionId, string reason);
}

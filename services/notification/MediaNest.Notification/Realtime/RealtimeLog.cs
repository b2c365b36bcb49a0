namespace MediaNest.Notification.Realtime;

internal static partial class RealtimeLog
{
    [LoggerMessage(1, LogLevel.Warning, "Redis does not answer: sockets that want in are refused")]
    public static partial void CannotCheck(this ILogger logger, Exception exception);

    [LoggerMessage(2, LogLevel.Warning, "The sessions of sockets cannot be checked, mostly because Redis does not answer: sockets stay until they can")]
    public static partial void SweepWithoutRedis(this ILogger logger, Exception exception);

    [LoggerMessage(3, LogLevel.Information, "A socket of user {UserId}, session {SessionId}, is disconnected: {Reason}")]
    public static partial void Evicted(this ILogger logger, Guid userId, Guid sessionId, string reason);

    [LoggerMessage(4, LogLevel.Warning, "Changes are being told for longer than Realtime:StateTimeout: socket {Socket} has its state without them, and gets it again when they are through")]
    public static partial void StateUnsettled(this ILogger logger, string socket);

    [LoggerMessage(5, LogLevel.Warning, "The state of socket {Socket} cannot be read again; it is disconnected")]
    public static partial void StateUntold(this ILogger logger, Exception exception, string socket);
}

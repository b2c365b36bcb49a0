namespace MediaNest.Notification.Realtime;

internal static partial class RealtimeLog
{
    [LoggerMessage(1, LogLevel.Warning, "Redis does not answer: sockets that want in are refused")]
    public static partial void CannotCheck(this ILogger logger, Exception exception);
}

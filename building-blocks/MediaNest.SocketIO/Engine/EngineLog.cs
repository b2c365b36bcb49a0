using Microsoft.Extensions.Logging;

namespace MediaNest.SocketIO.Engine;

internal static partial class EngineLog
{
    [LoggerMessage(4001, LogLevel.Debug, "Engine.IO session {SessionId} opened over {Transport}")]
    public static partial void SessionOpened(this ILogger logger, string sessionId, string transport);

    [LoggerMessage(4002, LogLevel.Debug, "Engine.IO session {SessionId} closed: {Reason}")]
    public static partial void SessionClosed(this ILogger logger, string sessionId, string reason);

    [LoggerMessage(4003, LogLevel.Warning, "Engine.IO session {SessionId} closed, its client does not read: the queue is full")]
    public static partial void QueueOverflowed(this ILogger logger, string sessionId);

    [LoggerMessage(4004, LogLevel.Error, "The handler of Engine.IO session {SessionId} failed")]
    public static partial void HandlerFailed(this ILogger logger, string sessionId, Exception exception);

    [LoggerMessage(4005, LogLevel.Warning, "Engine.IO refuses new sessions: {Connections} are open")]
    public static partial void Full(this ILogger logger, int connections);

    [LoggerMessage(4006, LogLevel.Information, "Engine.IO refused the origin {Origin}")]
    public static partial void OriginRefused(this ILogger logger, string origin);
}

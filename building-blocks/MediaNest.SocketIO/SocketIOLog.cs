using Microsoft.Extensions.Logging;

namespace MediaNest.SocketIO;

internal static partial class SocketIOLog
{
    [LoggerMessage(1, LogLevel.Error, "The handler of '{Event}' in {Namespace} failed for socket {Socket}")]
    public static partial void HandlerFailed(ILogger logger, Exception exception, string @event, string @namespace, string socket);

    [LoggerMessage(2, LogLevel.Error, "Middleware of {Namespace} failed; the socket is refused")]
    public static partial void MiddlewareFailed(ILogger logger, Exception exception, string @namespace);

    [LoggerMessage(3, LogLevel.Information, "A connection is closed ({Reason}): {Detail}")]
    public static partial void ConnectionClosed(ILogger logger, string reason, string detail);

    [LoggerMessage(4, LogLevel.Warning, "Redis does not carry {Namespace}: broadcasts stay on this instance")]
    public static partial void RedisAway(ILogger logger, Exception? exception, string @namespace);

    [LoggerMessage(5, LogLevel.Information, "Redis carries {Namespace} again")]
    public static partial void RedisBack(ILogger logger, string @namespace);

    [LoggerMessage(6, LogLevel.Warning, "The state of socket {Socket} in {Namespace} could not be kept; it cannot be recovered")]
    public static partial void SessionNotKept(ILogger logger, Exception exception, string @namespace, string socket);

    [LoggerMessage(7, LogLevel.Warning, "What another instance sent in {Namespace} cannot be read")]
    public static partial void EntryUnreadable(ILogger logger, Exception exception, string @namespace);
}

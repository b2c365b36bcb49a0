namespace MediaNest.Notification.Realtime.Commands;

internal static partial class CommandLog
{
    [LoggerMessage(1, LogLevel.Error, "The command {Command} of {UserId} failed with {Code}")]
    public static partial void CommandFailed(this ILogger logger, Exception exception, string command, Guid? userId, string code);

    [LoggerMessage(2, LogLevel.Warning, "The command {Command} of {UserId} took longer than {Timeout}")]
    public static partial void CommandTookTooLong(this ILogger logger, string command, Guid? userId, TimeSpan timeout);

    [LoggerMessage(3, LogLevel.Debug, "The command {Command} of {UserId} was refused with {Code}")]
    public static partial void CommandRefused(this ILogger logger, string command, Guid? userId, string code);

    [LoggerMessage(4, LogLevel.Information, "Administrator {AdminId} disconnected {Sockets} sockets of {UserId}")]
    public static partial void UserDisconnected(this ILogger logger, Guid adminId, int sockets, Guid userId);

    [LoggerMessage(5, LogLevel.Information, "Administrator {AdminId} looked at who is connected")]
    public static partial void ConnectedUsersListed(this ILogger logger, Guid adminId);

    [LoggerMessage(6, LogLevel.Information, "Administrator {AdminId} had all services looked at now")]
    public static partial void StatusRefreshed(this ILogger logger, Guid adminId);

    [LoggerMessage(7, LogLevel.Information, "Administrator {AdminId} sent the broadcast {BroadcastId} to {Role}")]
    public static partial void BroadcastSent(this ILogger logger, Guid adminId, Guid broadcastId, string role);
}

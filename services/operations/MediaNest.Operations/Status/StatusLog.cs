namespace MediaNest.Operations.Status;

internal static partial class StatusLog
{
    [LoggerMessage(1, LogLevel.Warning, "Uptime Kuma cannot be asked ({Reason}); what it watches is unknown")]
    public static partial void KumaIsAway(this ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Warning, "The services' status could not be taken ({Reason}); trying again at the next turn")]
    public static partial void PollFailed(this ILogger logger, Exception exception, string reason);

    [LoggerMessage(3, LogLevel.Information, "This instance watches the services now")]
    public static partial void Leading(this ILogger logger);

    [LoggerMessage(4, LogLevel.Information, "Administrator {UserId} has all services looked at now")]
    public static partial void RefreshAsked(this ILogger logger, Guid userId);
}

using Microsoft.Extensions.Logging;

namespace MediaNest.Messaging;

internal static partial class MessagingLog
{
    [LoggerMessage(1, LogLevel.Warning, "The broker does not take events ({Reason}); they are kept in the outbox and tried again")]
    public static partial void BrokerUnavailable(this ILogger logger, string reason);

    [LoggerMessage(2, LogLevel.Information, "The broker takes events again")]
    public static partial void BrokerBack(this ILogger logger);

    [LoggerMessage(3, LogLevel.Error, "Outbox event {MessageId} of type {Type} cannot be sent and is set aside")]
    public static partial void SetAside(this ILogger logger, Exception exception, Guid messageId, string type);

    [LoggerMessage(4, LogLevel.Warning, "The outbox cannot be read ({Reason}); trying again until it can")]
    public static partial void OutboxUnavailable(this ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Debug, "Dispatched {Count} event(s)")]
    public static partial void Dispatched(this ILogger logger, int count);

    [LoggerMessage(6, LogLevel.Information, "{Consumer} had consumed message {MessageId} before; nothing done")]
    public static partial void Duplicate(this ILogger logger, Guid messageId, string consumer);

    [LoggerMessage(8, LogLevel.Information, "Deleted {Outbox} sent outbox row(s) and {Inbox} inbox row(s) past their retention")]
    public static partial void CleanedUp(this ILogger logger, int outbox, int inbox);

    [LoggerMessage(9, LogLevel.Error, "Outbox dispatch failed; trying again")]
    public static partial void DispatchFailed(this ILogger logger, Exception exception);

    [LoggerMessage(10, LogLevel.Warning, "Cleaning up outbox and inbox failed; the next round tries again")]
    public static partial void CleanupFailed(this ILogger logger, Exception exception);

    [LoggerMessage(11, LogLevel.Information, "Connected to the broker")]
    public static partial void BrokerConnected(this ILogger logger);

    [LoggerMessage(12, LogLevel.Warning, "The broker at {Address} cannot be used ({Reason}); trying again until it can")]
    public static partial void BrokerUnreachable(this ILogger logger, string address, string reason);

    [LoggerMessage(13, LogLevel.Warning, "Endpoint {Endpoint} has not consumed and said nothing for {Silence}; it is started anew")]
    public static partial void EndpointSilent(this ILogger logger, string endpoint, TimeSpan silence);

    [LoggerMessage(14, LogLevel.Error, "Endpoint {Endpoint} cannot be started anew; trying again")]
    public static partial void EndpointNotRevived(this ILogger logger, Exception exception, string endpoint);
}

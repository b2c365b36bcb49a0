namespace MediaNest.Notification.Delivery;

/// <summary>Says which delivery, never to whom or what.</summary>
internal static partial class DeliveryLog
{
    [LoggerMessage(1, LogLevel.Debug, "Delivery {Id} ({Channel}) was sent at attempt {Attempt}")]
    public static partial void Sent(this ILogger logger, Guid id, string channel, int attempt);

    [LoggerMessage(2, LogLevel.Information, "Delivery {Id} ({Channel}) failed at attempt {Attempt}: {Error}; the next is in {Delay}")]
    public static partial void Postponed(this ILogger logger, Guid id, string channel, int attempt, string error, TimeSpan delay);

    [LoggerMessage(3, LogLevel.Warning, "Delivery {Id} ({Channel}) was given up after {Attempt} attempt(s): {Error}")]
    public static partial void GivenUp(this ILogger logger, Guid id, string channel, int attempt, string error);

    [LoggerMessage(4, LogLevel.Warning, "Webhook {Id} was switched off: {Reason}")]
    public static partial void SwitchedOff(this ILogger logger, Guid id, string reason);

    [LoggerMessage(5, LogLevel.Warning, "Deliveries could not be worked on; trying again")]
    public static partial void WorkFailed(this ILogger logger, Exception failure);

    [LoggerMessage(6, LogLevel.Warning, "Delivery {Id} took longer than its lease and is taken up again")]
    public static partial void TookTooLong(this ILogger logger, Guid id);

    [LoggerMessage(8, LogLevel.Error, "The secret of webhook {Id} cannot be read; is a key missing from Encryption:PreviousKeys?")]
    public static partial void SecretUnreadable(this ILogger logger, Guid id);
}

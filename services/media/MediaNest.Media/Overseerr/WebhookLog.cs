namespace MediaNest.Media.Overseerr;

internal static partial class WebhookLog
{
    [LoggerMessage(400, LogLevel.Warning, "A webhook for Overseerr was turned away: {Reason}")]
    public static partial void NotGenuine(this ILogger logger, string reason);

    [LoggerMessage(401, LogLevel.Information, "Overseerr's webhook {Type} concerns {Count} requests")]
    public static partial void Received(this ILogger logger, string type, int count);

    [LoggerMessage(402, LogLevel.Warning, "Overseerr's webhook {Type} is of a type that is not known")]
    public static partial void UnknownType(this ILogger logger, string type);
}

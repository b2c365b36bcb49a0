namespace MediaNest.Media.Catalog;

internal static partial class CatalogLog
{
    [LoggerMessage(100, LogLevel.Warning, "Availability is unknown: {Reason}")]
    public static partial void AvailabilityUnknown(this ILogger logger, string reason);
}

using Microsoft.Extensions.Logging;

namespace MediaNest.Persistence;

internal static partial class DatabaseLog
{
    [LoggerMessage(1, LogLevel.Information, "Database {Context} is up to date: {Applied} migration(s) applied in {Milliseconds} ms")]
    public static partial void Migrated(this ILogger logger, string context, int applied, long milliseconds);

    [LoggerMessage(2, LogLevel.Warning, "Database {Context} is not available ({Reason}); trying again until it is")]
    public static partial void Waiting(this ILogger logger, string context, string reason);

    [LoggerMessage(3, LogLevel.Critical, "Database {Context} cannot be migrated; the service stops")]
    public static partial void MigrationFailed(this ILogger logger, Exception exception, string context);

    [LoggerMessage(4, LogLevel.Debug, "Not listening for notifications of the database ({Reason}); workers poll meanwhile")]
    public static partial void NotListening(this ILogger logger, string reason);

    [LoggerMessage(5, LogLevel.Warning, "{Work} cannot be done ({Reason}); tried again every {Delay} until it can")]
    public static partial void StartUpWorkFailed(this ILogger logger, string work, string reason, TimeSpan delay);
}

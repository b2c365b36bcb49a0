namespace MediaNest.Plex.Sync;

internal static partial class SyncLog
{
    [LoggerMessage(10, LogLevel.Information, "Library {Library} compared in full: {Added} came, {Removed} went, {Total} are there")]
    public static partial void FullySynced(this ILogger logger, string library, int added, int removed, int total);

    [LoggerMessage(11, LogLevel.Information, "Library {Library}: {Added} came")]
    public static partial void FoundAdded(this ILogger logger, string library, int added);

    [LoggerMessage(12, LogLevel.Warning, "Plex cannot be followed for now: {Reason}")]
    public static partial void PlexAway(this ILogger logger, string reason);

    [LoggerMessage(13, LogLevel.Error, "Following Plex failed, and goes on")]
    public static partial void SyncFailed(this ILogger logger, Exception exception);

    [LoggerMessage(14, LogLevel.Information, "Plex at {Name} is reachable: {Reachable}")]
    public static partial void Reachability(this ILogger logger, string? name, bool reachable);

    [LoggerMessage(15, LogLevel.Warning, "Another Plex server answers ({Machine}); the index is made anew")]
    public static partial void AnotherServer(this ILogger logger, string machine);
}

namespace MediaNest.Notification.Notifications;

/// <summary>Something a user was told.</summary>
internal sealed class StoredNotification
{
    public const int LongestCause = 128;
    public const int LongestKind = 64;
    public const int LongestTitle = 256;
    public const int LongestMessage = 2000;

    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    /// <summary>Names the fact that the user is told of; there is one notification for a user and a cause, however often the fact is reported.</summary>
    public required string Cause { get; init; }

    public required string Kind { get; init; }

    public required string Title { get; init; }

    public required string Message { get; init; }

    /// <summary>What a client needs to lead the user to the thing, as a JSON object.</summary>
    public required string Data { get; init; }

    /// <summary>Whom the text names, where that is somebody else: it goes when that person goes.</summary>
    public Guid? AboutUserId { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? ReadAt { get; init; }
}

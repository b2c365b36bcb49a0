namespace MediaNest.Operations.Statistics;

/// <summary>What this service counts of a user, learnt from auth's events. A deleted one stays as a bare id, so that late events bring nobody back.</summary>
internal sealed class UserFact
{
    public Guid UserId { get; init; }

    /// <summary>Empty until the registration is known.</summary>
    public required string Role { get; init; }

    public DateTimeOffset RoleAsOf { get; init; }

    public bool Suspended { get; init; }

    public DateTimeOffset SuspendedAsOf { get; init; }

    public DateTimeOffset? LastSignInAt { get; init; }

    public bool Deleted { get; init; }
}

/// <summary>What this service counts of a media request.</summary>
internal sealed class RequestFact
{
    public Guid RequestId { get; init; }

    /// <summary>Null once the user is deleted.</summary>
    public Guid? UserId { get; init; }

    public required string MediaType { get; init; }

    public required string Status { get; init; }

    /// <summary>The newest move that is known; 0 before the first.</summary>
    public int Version { get; init; }

    public DateTimeOffset RequestedAt { get; init; }
}

/// <summary>What this service counts of a download.</summary>
internal sealed class DownloadFact
{
    public Guid DownloadId { get; init; }

    /// <summary>Null once the user is deleted.</summary>
    public Guid? UserId { get; init; }

    public required string Status { get; init; }

    public DateTimeOffset AsOf { get; init; }

    public long? SizeBytes { get; init; }
}

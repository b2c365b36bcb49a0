namespace MediaNest.Notification.Users;

/// <summary>What this service knows of a user, learnt from auth's events: whom to tell what administrators are told, and where mail goes.</summary>
internal sealed class KnownUser
{
    public Guid UserId { get; init; }

    public required string Role { get; init; }

    /// <summary>When the role was so, at auth: news that is older than this is old.</summary>
    public DateTimeOffset AsOf { get; init; }

    /// <summary>Where mail goes; null where there is no address, or none that is known to be the user's.</summary>
    public string? Email { get; init; }

    /// <summary>When the address was so, at auth.</summary>
    public DateTimeOffset? EmailAsOf { get; init; }

    /// <summary>Kept as a bare id, so that an event which arrives late cannot bring the person back.</summary>
    public bool Deleted { get; init; }
}

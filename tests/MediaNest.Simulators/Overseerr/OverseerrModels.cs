using MediaNest.Simulators.Catalogue;

namespace MediaNest.Simulators.Overseerr;

internal enum RequestStatus
{
    Pending = 1,
    Approved = 2,
    Declined = 3,
    Failed = 4,
    Completed = 5,
}

internal enum MediaStatus
{
    Unknown = 1,
    Pending = 2,
    Processing = 3,
    PartiallyAvailable = 4,
    Available = 5,
}

/// <summary>An account of the simulated Overseerr. Three are there from the start.</summary>
internal sealed record OverseerrUser(int Id, string Username, string Email, bool IsAdmin, bool QuotaUsedUp)
{
    public static IReadOnlyList<OverseerrUser> All { get; } =
    [
        new(1, "plexowner", "owner@example.test", IsAdmin: true, QuotaUsedUp: false),
        new(2, "friend", "friend@example.test", IsAdmin: false, QuotaUsedUp: false),
        new(3, "limited", "limited@example.test", IsAdmin: false, QuotaUsedUp: true),
    ];
}

internal sealed class OverseerrRequest
{
    public required int Id { get; init; }

    public required Title Title { get; init; }

    public required bool Is4K { get; init; }

    public required OverseerrUser RequestedBy { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required List<int> Seasons { get; init; }

    /// <summary>Seasons announced as available so far.</summary>
    public HashSet<int> Completed { get; } = [];

    public RequestStatus Status { get; set; }

    public OverseerrUser? ModifiedBy { get; set; }

    public DateTimeOffset UpdatedAt { get; set; }

    public DateTimeOffset? ApprovedAt { get; set; }

    public bool IsOpen => Status is RequestStatus.Pending or RequestStatus.Approved;
}

internal enum CreateOutcome
{
    Created,
    UnknownTitle,
    QuotaExceeded,
    Duplicate,
    NothingLeft,
}

namespace MediaNest.Media.Overseerr;

// Overseerr's own shapes, as far as they are read. Numbers that are not known are possible everywhere: flavours differ.

internal static class OverseerrRequestStatus
{
    public const int Pending = 1;
    public const int Approved = 2;
    public const int Declined = 3;
    public const int Failed = 4;
    public const int Completed = 5;
}

internal static class OverseerrMediaStatus
{
    public const int PartiallyAvailable = 4;
    public const int Available = 5;
}

internal sealed record OverseerrRequest(
    int Id, int? Status, string? Type, bool? Is4k, IReadOnlyList<OverseerrSeason>? Seasons, OverseerrMedia? Media)
{
    /// <summary>Under way, or done and still there: a title that was completed once and has gone since must be asked for again.</summary>
    public bool IsOpen(int? mediaStatus) => Status switch
    {
        OverseerrRequestStatus.Declined or OverseerrRequestStatus.Failed => false,
        OverseerrRequestStatus.Completed => mediaStatus is OverseerrMediaStatus.Available or OverseerrMediaStatus.PartiallyAvailable,
        _ => true,
    };

    public bool IsFor(string mediaType, int tmdbId) =>
        Is4k != true && (Type ?? Media?.MediaType) == mediaType && (Media?.TmdbId is null || Media.TmdbId == tmdbId);

    public bool IsDone => Status == OverseerrRequestStatus.Completed || Media?.Status == OverseerrMediaStatus.Available;
}

internal sealed record OverseerrSeason(int SeasonNumber, int? Status);

internal sealed record OverseerrMedia(
    int? Id, string? MediaType, int? TmdbId, int? Status, IReadOnlyList<OverseerrRequest>? Requests, IReadOnlyList<OverseerrSeason>? Seasons);

internal sealed record OverseerrTitle(OverseerrMedia? MediaInfo);

internal sealed record OverseerrPage(OverseerrPageInfo? PageInfo, IReadOnlyList<OverseerrRequest>? Results);

internal sealed record OverseerrPageInfo(int? Pages, int? Page, int? Results);

internal sealed record OverseerrMessage(string? Message);

/// <summary>What is asked of Overseerr. <c>is4k</c> always goes along; <c>seasons</c> with shows alone.</summary>
internal sealed record OverseerrOrder(
    string MediaType, int MediaId,
    [property: System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<int>? Seasons,
    bool Is4k = false);

/// <summary>How Overseerr took an order.</summary>
internal abstract record OrderOutcome
{
    private OrderOutcome()
    {
    }

    /// <summary>201: it has made a request of it.</summary>
    public sealed record Taken(OverseerrRequest Request) : OrderOutcome;

    /// <summary>202 or 409: it has all of it already, or believes so.</summary>
    public sealed record NothingLeft(string Message) : OrderOutcome;

    /// <summary>It will never take this: no permission, quota used up, not a title it knows.</summary>
    public sealed record Refused(string Message) : OrderOutcome;

    /// <summary>500: its own trouble or a title it cannot handle; there is no telling which.</summary>
    public sealed record Broke(string Message) : OrderOutcome;
}

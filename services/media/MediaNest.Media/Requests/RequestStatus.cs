namespace MediaNest.Media.Requests;

/// <summary>The states of a request, as <c>api.md</c> names them (there in lower-case kebab).</summary>
internal enum RequestStatus
{
    Pending,
    Approved,
    Denied,
    Cancelled,
    Processing,
    PartiallyAvailable,
    Available,
    Failed,
}

internal enum MediaType
{
    Movie,
    Tv,
}

internal static class RequestStates
{
    private static readonly Dictionary<RequestStatus, RequestStatus[]> Moves = new()
    {
        [RequestStatus.Pending] = [RequestStatus.Approved, RequestStatus.Denied, RequestStatus.Cancelled],
        [RequestStatus.Approved] = [RequestStatus.Processing, RequestStatus.Failed],
        [RequestStatus.Processing] = [RequestStatus.PartiallyAvailable, RequestStatus.Available, RequestStatus.Failed],
        [RequestStatus.PartiallyAvailable] = [RequestStatus.Available],
        [RequestStatus.Failed] = [RequestStatus.Approved],
        [RequestStatus.Denied] = [],
        [RequestStatus.Cancelled] = [],
        [RequestStatus.Available] = [],
    };

    public static bool CanMove(RequestStatus from, RequestStatus to) => Moves[from].Contains(to);

    /// <summary>
    /// Whether a request in this state holds its title, so that nobody can ask for it again. A failed one does not: should it never
    /// succeed, the title would be barred for good. It takes the title again when it is retried.
    /// </summary>
    public static bool IsLive(this RequestStatus status) =>
        status is RequestStatus.Pending or RequestStatus.Approved or RequestStatus.Processing or RequestStatus.PartiallyAvailable;

    public static string AsText(this RequestStatus status) => status switch
    {
        RequestStatus.Pending => "pending",
        RequestStatus.Approved => "approved",
        RequestStatus.Denied => "denied",
        RequestStatus.Cancelled => "cancelled",
        RequestStatus.Processing => "processing",
        RequestStatus.PartiallyAvailable => "partially-available",
        RequestStatus.Available => "available",
        RequestStatus.Failed => "failed",
        _ => throw new ArgumentOutOfRangeException(nameof(status), status, null),
    };

    public static string AsText(this MediaType type) => type switch
    {
        MediaType.Movie => "movie",
        MediaType.Tv => "tv",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, null),
    };

    public static RequestStatus? FindStatus(string text) =>
        Enum.GetValues<RequestStatus>().Cast<RequestStatus?>().FirstOrDefault(status => status!.Value.AsText() == text);

    public static MediaType? FindMediaType(string? text) => text switch
    {
        "movie" => MediaType.Movie,
        "tv" => MediaType.Tv,
        _ => null,
    };
}

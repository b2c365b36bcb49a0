namespace MediaNest.Media.Requests;

/// <summary>
/// A film or one season of a show within a request. A unique index over the live ones is what makes 'one request per title' true
/// when two people ask at the same instant.
/// </summary>
internal sealed class RequestItem(Guid requestId, MediaType mediaType, int tmdbId, int season)
{
    /// <summary>The season of what has none.</summary>
    public const int WholeTitle = -1;

    public Guid RequestId { get; private set; } = requestId;

    public MediaType MediaType { get; private set; } = mediaType;

    public int TmdbId { get; private set; } = tmdbId;

    public int Season { get; private set; } = season;

    /// <summary>Whether its request holds the title.</summary>
    public bool Live { get; set; } = true;

    public bool Available { get; private set; }

    public void Arrive() => Available = true;
}

/// <summary>Somebody else who asked for the same, and is told when it arrives.</summary>
internal sealed record RequestFollower(Guid RequestId, Guid UserId, string UserName, DateTimeOffset Since);

/// <summary>One move of a request; the first, from nowhere, is its creation.</summary>
internal sealed record RequestMove(
    Guid RequestId, int Version, RequestStatus? From, RequestStatus To, Guid? ActorId, string ActorName, string? Reason, DateTimeOffset At);

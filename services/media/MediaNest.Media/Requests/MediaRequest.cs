using MediaNest.Contracts;
using MediaNest.Media.Fulfilment;

namespace MediaNest.Media.Requests;

/// <summary>Who moves a request: a user, or a part of the system by its name.</summary>
internal sealed record Actor(Guid? Id, string Name, string? CorrelationId = null)
{
    public static readonly Actor Overseerr = new(null, "overseerr");
    public static readonly Actor Plex = new(null, "plex");
    public static readonly Actor System = new(null, "medianest");
}

/// <summary>What is asked for, as TMDB describes it.</summary>
internal sealed record RequestedTitle(MediaType MediaType, int TmdbId, string Title, int? Year, string? PosterPath);

/// <summary>
/// Somebody's wish for a film or for seasons of a show. The moves between its states are its methods; each records who and when,
/// sees to the job that the new state needs, and returns the event to publish.
/// </summary>
internal sealed class MediaRequest
{
    private readonly List<RequestItem> _items = [];
    private readonly List<RequestFollower> _followers = [];
    private readonly List<RequestMove> _history = [];

    private MediaRequest()
    {
        Title = "";
        UserName = "";
    }

    public MediaRequest(RequestedTitle title, IEnumerable<int> seasons, Actor user, string? quality, string? comment, DateTimeOffset now)
    {
        Id = Guid.CreateVersion7(now);
        MediaType = title.MediaType;
        TmdbId = title.TmdbId;
        Title = title.Title;
        Year = title.Year;
        PosterPath = title.PosterPath;
        UserId = user.Id;
        UserName = user.Name;
        Quality = quality;
        Comment = comment;
        CorrelationId = user.CorrelationId;
        CreatedAt = UpdatedAt = now;
        int[] parts = MediaType == MediaType.Movie ? [RequestItem.WholeTitle] : [.. seasons.Distinct().Order()];
        _items.AddRange(parts.Select(season => new RequestItem(Id, MediaType, TmdbId, season)));
        _history.Add(new RequestMove(Id, 0, From: null, RequestStatus.Pending, user.Id, user.Name, Reason: null, now));
    }

    public Guid Id { get; private set; }

    public MediaType MediaType { get; private set; }

    public int TmdbId { get; private set; }

    public string Title { get; private set; }

    public int? Year { get; private set; }

    public string? PosterPath { get; private set; }

    /// <summary>Null once the account is deleted.</summary>
    public Guid? UserId { get; private set; }

    public string UserName { get; private set; }

    public string? Quality { get; private set; }

    public string? Comment { get; private set; }

    public RequestStatus Status { get; private set; } = RequestStatus.Pending;

    /// <summary>Why it was denied or failed.</summary>
    public string? Reason { get; private set; }

    /// <summary>Counts the moves, and guards against two at once.</summary>
    public int Version { get; private set; }

    public int? OverseerrRequestId { get; private set; }

    /// <summary>Of the call that made it; what machines do about it later goes by the same.</summary>
    public string? CorrelationId { get; private set; }

    public DateTimeOffset CreatedAt { get; private set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public IReadOnlyList<RequestItem> Items => _items;

    public IReadOnlyList<RequestFollower> Followers => _followers;

    public IReadOnlyList<RequestMove> History => _history;

    /// <summary>What is to be done next; none while people decide and once all is over.</summary>
    public RequestJob? Job { get; private set; }

    public IReadOnlyList<int> Seasons =>
        MediaType == MediaType.Movie ? [] : [.. _items.Select(item => item.Season).Order()];

    public MediaRequested Requested(Actor actor) => new(
        Id, UserId ?? Guid.Empty, UserName, MediaType.AsText(), TmdbId, Title, Year, Seasons, Status.AsText(), CreatedAt, actor.Id, actor.CorrelationId);

    public MediaRequestStatusChanged Approve(Actor actor, DateTimeOffset now)
    {
        Refuse(Status != RequestStatus.Pending, RequestStatus.Approved);
        return Submit(actor, reason: null, now);
    }

    /// <summary>Sends a failed request on its way again.</summary>
    public MediaRequestStatusChanged Retry(Actor actor, DateTimeOffset now)
    {
        Refuse(Status != RequestStatus.Failed, RequestStatus.Approved);
        OverseerrRequestId = null;
        return Submit(actor, "retried", now);
    }

    public MediaRequestStatusChanged Deny(Actor actor, string reason, DateTimeOffset now)
    {
        var moved = MoveTo(RequestStatus.Denied, actor, reason, now);
        Reason = reason;
        return moved;
    }

    public MediaRequestStatusChanged Cancel(Actor actor, string? reason, DateTimeOffset now) =>
        MoveTo(RequestStatus.Cancelled, actor, reason, now);

    /// <summary>Overseerr has it. From here on the job follows its progress.</summary>
    public MediaRequestStatusChanged StartProcessing(int? overseerrRequestId, DateTimeOffset now, DateTimeOffset firstCheckAt)
    {
        var moved = MoveTo(RequestStatus.Processing, Actor.Overseerr, reason: null, now);
        OverseerrRequestId = overseerrRequestId;
        Job ??= new RequestJob(Id);
        // announced already: Overseerr was faster than our own save
        Job.Follow(Job.AnnouncedAt is null ? firstCheckAt : now);
        return moved;
    }

    public MediaRequestStatusChanged Fail(Actor actor, string reason, DateTimeOffset now)
    {
        var moved = MoveTo(RequestStatus.Failed, actor, reason, now);
        Reason = reason;
        Job = null;
        return moved;
    }

    /// <summary>Notes which seasons have arrived (a film is one part). Null where that changes nothing.</summary>
    public MediaRequestStatusChanged? Arrive(Func<int, bool> hasArrived, Actor actor, DateTimeOffset now)
    {
        Refuse(Status is not (RequestStatus.Processing or RequestStatus.PartiallyAvailable), RequestStatus.Available);
        foreach (var item in _items.Where(item => !item.Available && hasArrived(item.Season)))
            item.Arrive();

        if (_items.TrueForAll(item => item.Available))
        {
            var moved = MoveTo(RequestStatus.Available, actor, reason: null, now);
            Job = null;
            return moved;
        }

        return Status == RequestStatus.Processing && _items.Exists(item => item.Available)
            ? MoveTo(RequestStatus.PartiallyAvailable, actor, reason: null, now)
            : null;
    }

    /// <summary>Forgets the person who asked, not what was asked for.</summary>
    public void Anonymise()
    {
        UserId = null;
        UserName = DeletedUser;
        Comment = null;
    }

    public const string DeletedUser = "deleted user";

    private MediaRequestStatusChanged Submit(Actor actor, string? reason, DateTimeOffset now)
    {
        var moved = MoveTo(RequestStatus.Approved, actor, reason, now);
        Reason = null;
        (Job ??= new RequestJob(Id)).Submit(now);
        return moved;
    }

    private MediaRequestStatusChanged MoveTo(RequestStatus to, Actor actor, string? reason, DateTimeOffset now)
    {
        var from = Status;
        Refuse(!RequestStates.CanMove(from, to), to);
        Status = to;
        Version++;
        UpdatedAt = now;
        foreach (var item in _items)
            item.Live = to.IsLive();
        _history.Add(new RequestMove(Id, Version, from, to, actor.Id, actor.Name, reason, now));
        return new MediaRequestStatusChanged(
            Id, UserId ?? Guid.Empty, [.. _followers.Select(follower => follower.UserId)], MediaType.AsText(), TmdbId, Title,
            to.AsText(), from.AsText(), reason, Version, now, actor.Id, actor.CorrelationId ?? CorrelationId);
    }

    private void Refuse(bool refused, RequestStatus to)
    {
        if (refused)
            throw new MoveRefusedException(Status, to);
    }
}

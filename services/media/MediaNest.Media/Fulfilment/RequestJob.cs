using System.Diagnostics;

namespace MediaNest.Media.Fulfilment;

internal enum JobKind
{
    /// <summary>Bring the request to Overseerr.</summary>
    Submit,

    /// <summary>Watch over it until it is in Plex.</summary>
    Follow,
}

/// <summary>
/// What is to be done for a request, and when. A row of its own, leased by whichever replica takes it, so that a killed process
/// delays a request but never loses it.
/// </summary>
internal sealed class RequestJob(Guid requestId)
{
    public Guid RequestId { get; private set; } = requestId;

    public JobKind Kind { get; private set; }

    public DateTimeOffset DueAt { get; private set; }

    /// <summary>Attempts since the job last made progress.</summary>
    public int Attempts { get; private set; }

    /// <summary>How many of them Overseerr itself refused, rather than being out of reach.</summary>
    public int Refusals { get; private set; }

    public string? LastError { get; private set; }

    /// <summary>When Overseerr said that the title is available.</summary>
    public DateTimeOffset? AnnouncedAt { get; private set; }

    public Guid? LeaseId { get; private set; }

    public DateTimeOffset? LeasedUntil { get; private set; }

    /// <summary>The trace of the approval, which the work on it continues.</summary>
    public string? TraceParent { get; private set; }

    /// <summary>PostgreSQL's own row version: a nudge or another replica's lease in the meantime makes a save fail.</summary>
    public uint RowVersion { get; private set; }

    public void Submit(DateTimeOffset dueAt)
    {
        TraceParent = Activity.Current?.Id;
        Become(JobKind.Submit, dueAt);
    }

    public void Follow(DateTimeOffset dueAt) => Become(JobKind.Follow, dueAt);

    /// <summary>Notes that Overseerr considers the title available; the first time counts.</summary>
    public void Announce(DateTimeOffset now)
    {
        if (AnnouncedAt is not null)
            return;
        AnnouncedAt = now;
        Attempts = 0;
    }

    /// <summary>Puts the job back for later.</summary>
    public void Postpone(DateTimeOffset dueAt, string? error, bool refused = false)
    {
        DueAt = dueAt;
        LastError = error;
        Refusals += refused ? 1 : 0;
        Release();
    }

    private void Become(JobKind kind, DateTimeOffset dueAt)
    {
        Kind = kind;
        DueAt = dueAt;
        Attempts = 0;
        Refusals = 0;
        LastError = null;
        Release();
    }

    private void Release()
    {
        LeaseId = null;
        LeasedUntil = null;
    }
}

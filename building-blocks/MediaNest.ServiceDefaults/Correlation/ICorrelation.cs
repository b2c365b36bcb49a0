namespace MediaNest.ServiceDefaults.Correlation;

/// <summary>Who and what caused the work at hand; flows with the asynchronous call, over HTTP and over messages.</summary>
public interface ICorrelation
{
    /// <summary>1–64 characters of <c>[A-Za-z0-9._-]</c>; null outside any request.</summary>
    string? Id { get; }

    /// <summary>The signed-in user who caused it; null for machines.</summary>
    Guid? ActorId { get; }

    /// <summary>Sets both for the calling method and all it calls, until disposed.</summary>
    /// <param name="id">The correlation id.</param>
    /// <param name="actorId">The acting user.</param>
    /// <returns>Restores what was before.</returns>
    IDisposable Begin(string? id, Guid? actorId);
}

internal sealed class AmbientCorrelation : ICorrelation
{
    private static readonly AsyncLocal<State?> Current = new();

    public string? Id => Current.Value?.Id;

    public Guid? ActorId => Current.Value?.ActorId;

    public IDisposable Begin(string? id, Guid? actorId)
    {
        var scope = new Scope(Current.Value);
        Current.Value = new State(id, actorId);
        return scope;
    }

    private sealed record State(string? Id, Guid? ActorId);

    private sealed class Scope(State? previous) : IDisposable
    {
        public void Dispose() => Current.Value = previous;
    }
}

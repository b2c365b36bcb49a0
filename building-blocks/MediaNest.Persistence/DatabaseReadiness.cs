namespace MediaNest.Persistence;

/// <summary>Whether the tables of <typeparamref name="TDbContext"/> are there. What works on them in the background waits for it.</summary>
/// <typeparam name="TDbContext">The service's DbContext.</typeparam>
public sealed class DatabaseReadiness<TDbContext>
{
    private readonly TaskCompletionSource _ready = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal DatabaseReadiness(bool migrationPending)
    {
        if (!migrationPending)
            _ready.SetResult();
    }

    /// <summary>True once migrations are applied, and always where none are applied at start.</summary>
    public bool IsReady => _ready.Task.IsCompletedSuccessfully;

    /// <summary>Completes as soon as migrations are applied.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>A task that completes when the tables are there.</returns>
    public Task WaitAsync(CancellationToken cancellationToken) => _ready.Task.WaitAsync(cancellationToken);

    /// <inheritdoc/>
    public override string ToString() => $"{typeof(TDbContext).Name}: {(IsReady ? "ready" : "not migrated yet")}";

    internal void SetReady() => _ready.TrySetResult();
}

using MediaNest.Persistence.Sessions;

namespace MediaNest.Operations.Status;

/// <summary>
/// Lets one replica at a time do the regular polling, under a lock that is free again the moment that replica dies. It spares the watched
/// systems, no more; that changes are announced once is the recorder's doing.
/// </summary>
internal sealed class MonitorLease(DatabaseLocks locks, ILogger<MonitorLease> logger) : IAsyncDisposable
{
    private const string Name = "monitor";

    private DatabaseLock? _held;

    /// <summary>Whether this replica holds the lease, after trying to get it if not.</summary>
    public async Task<bool> TryHoldAsync(CancellationToken cancellationToken)
    {
        if (_held is not null)
        {
            if (await _held.IsHeldAsync(cancellationToken))
            {
                return true;
            }

            await DisposeAsync();
        }

        _held = await locks.TryTakeAsync(Name, cancellationToken);
        if (_held is null)
        {
            return false;
        }

        logger.Leading();
        return true;
    }

    public async ValueTask DisposeAsync()
    {
        if (_held is { } held)
        {
            _held = null;
            await held.DisposeAsync();
        }
    }
}

using System.Collections.Concurrent;

namespace MediaNest.Download.Queue;

/// <summary>What this replica is working on right now.</summary>
internal sealed class RunningDownloads
{
    private readonly ConcurrentDictionary<Guid, Entry> _running = new();

    public Entry Enter(Guid id, CancellationToken stopping)
    {
        var entry = new Entry(id, this, CancellationTokenSource.CreateLinkedTokenSource(stopping));
        _running[id] = entry;
        return entry;
    }

    /// <summary>Stops the work on a download, and returns when nothing of it runs any more, or after <paramref name="longest"/>.</summary>
    public async Task StopAsync(Guid id, TimeSpan longest)
    {
        if (_running.TryGetValue(id, out var entry))
        {
            await entry.CancelAsync();
            await entry.Left.WaitAsync(longest, CancellationToken.None).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    internal sealed class Entry(Guid id, RunningDownloads all, CancellationTokenSource stop) : IDisposable
    {
        private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public CancellationToken Token { get; } = stop.Token;

        public Task Left => _left.Task;

        public async Task CancelAsync()
        {
            try
            {
                await stop.CancelAsync();
            }
            catch (ObjectDisposedException)
            {
                // it has just ended by itself
            }
        }

        public void Dispose()
        {
            all._running.TryRemove(new KeyValuePair<Guid, Entry>(id, this));
            stop.Dispose();
            _left.TrySetResult();
        }
    }
}

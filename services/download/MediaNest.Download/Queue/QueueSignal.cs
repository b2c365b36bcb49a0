namespace MediaNest.Download.Queue;

/// <summary>Wakes this replica's idle workers; the others look for themselves every few seconds.</summary>
internal sealed class QueueSignal(TimeProvider clock)
{
    private TaskCompletionSource _signal = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Set() => Interlocked.Exchange(ref _signal, new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).TrySetResult();

    /// <summary>To be taken before the queue is looked at, so that nothing falls in between.</summary>
    public Task Next => Volatile.Read(ref _signal).Task;

    public async Task WaitAsync(Task next, TimeSpan longest, CancellationToken cancellationToken)
    {
        try
        {
            await next.WaitAsync(longest, clock, cancellationToken);
        }
        catch (TimeoutException)
        {
            // time to look anyway
        }
    }
}

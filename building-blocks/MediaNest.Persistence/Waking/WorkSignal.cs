using System.Threading.Channels;

namespace MediaNest.Persistence.Waking;

/// <summary>
/// Tells a worker of this process that there may be something to do. The rows in the database are the truth: a missed signal costs one poll.
/// Signals that come while nobody waits count as one, and one signal wakes one who waits; where several workers share it, whoever finds
/// work calls <see cref="Set"/> for the next.
/// </summary>
public abstract class WorkSignal
{
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });
    private readonly TimeProvider _time;

    private protected WorkSignal(TimeProvider time) => _time = time;

    /// <summary>Wakes one who waits, or whoever waits next.</summary>
    public void Set() => _channel.Writer.TryWrite(true);

    /// <summary>Returns at the next signal, or at once if there was one since the last wait.</summary>
    /// <param name="longest">After so long it is time to look anyway; above 0.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False where nobody called within the time.</returns>
    public async Task<bool> WaitAsync(TimeSpan longest, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(longest, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            return await _channel.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}

/// <summary>The signal of one kind of worker.</summary>
/// <typeparam name="TWorker">Whom it wakes; nothing but a name here, as with <c>ILogger&lt;T&gt;</c>.</typeparam>
/// <param name="time">Measures the longest wait.</param>
public sealed class WorkSignal<TWorker>(TimeProvider time) : WorkSignal(time)
{
    /// <inheritdoc/>
    public override string ToString() => $"wakes {typeof(TWorker).Name}";
}

using System.Threading.Channels;

namespace MediaNest.Operations.Status;

/// <summary>Makes the monitor look now instead of at its next turn. Nudges that come together are one.</summary>
internal sealed class MonitorNudge
{
    private readonly Channel<bool> _channel = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Poll() => _channel.Writer.TryWrite(true);

    /// <summary>Waits for a nudge, or until the time is up.</summary>
    /// <returns>Whether it was a nudge.</returns>
    public async Task<bool> WaitAsync(TimeSpan atMost, TimeProvider time, CancellationToken cancellationToken)
    {
        try
        {
            using var timer = new CancellationTokenSource(atMost, time);
            using var either = CancellationTokenSource.CreateLinkedTokenSource(timer.Token, cancellationToken);
            return await _channel.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            return false;
        }
    }
}

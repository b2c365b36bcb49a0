using System.Threading.Channels;

namespace MediaNest.Notification.Delivery;

/// <summary>Tells this replica's workers that there is something to send. The rows are the truth; missing a signal costs one poll.</summary>
internal sealed class DeliverySignal
{
    private readonly Channel<bool> _channel = System.Threading.Channels.Channel.CreateBounded<bool>(
        new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    public void Set() => _channel.Writer.TryWrite(true);

    public async Task WaitAsync(TimeSpan longest, TimeProvider clock, CancellationToken cancellationToken)
    {
        using var patience = new CancellationTokenSource(longest, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, patience.Token);
        try
        {
            await _channel.Reader.ReadAsync(either.Token);
        }
        catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
        {
            // nobody called: time to look
        }
    }
}

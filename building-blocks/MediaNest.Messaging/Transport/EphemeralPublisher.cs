using MediaNest.Contracts;
using MediaNest.Messaging.Outbox;
using Microsoft.Extensions.Options;

namespace MediaNest.Messaging.Transport;

internal sealed class EphemeralPublisher(IOptions<MessagingOptions> options, MessagingTelemetry telemetry, TimeProvider time) : IEphemeralPublisher, IAsyncDisposable
{
    private const int MostUnderWay = 100;
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(30);

    private readonly BrokerSender _sender = new(options, "ephemeral");
    private int _underWay;

    public void Publish<T>(T message)
        where T : class, IIntegrationEvent => Publish(message, TimeToLive, ephemeral: "1");

    public void Publish<T>(T message, TimeSpan keepFor)
        where T : class, IIntegrationEvent => Publish(message, keepFor, ephemeral: null);

    public ValueTask DisposeAsync() => _sender.DisposeAsync();

    private void Publish(IIntegrationEvent message, TimeSpan timeToLive, string? ephemeral)
    {
        ArgumentNullException.ThrowIfNull(message);
        if (Interlocked.Increment(ref _underWay) > MostUnderWay)
        {
            Interlocked.Decrement(ref _underWay);
            telemetry.Dropped();
            return;
        }

        var now = time.GetUtcNow();
        _ = SendAsync(OutgoingMessage.Create(
            message.GetType(),
            Guid.CreateVersion7(now),
            EventSerializer.Serialize(message, message.CorrelationId, message.ActorId),
            [
                new(MessageHeaders.Ephemeral, ephemeral),
                new(MessageHeaders.CorrelationId, message.CorrelationId),
                new(MessageHeaders.ActorId, message.ActorId?.ToString()),
            ],
            now,
            timeToLive));
    }

    private async Task SendAsync(OutgoingMessage message)
    {
        try
        {
            // off the caller's thread: connecting is none of its business
            await Task.Yield();
            using var timeout = new CancellationTokenSource(SendTimeout, time);
            await _sender.SendAsync(message, timeout.Token).WaitAsync(timeout.Token);
        }
        catch (ObjectDisposedException)
        {
            // the service stops
        }
        catch (Exception)
        {
            // may be lost: that is the agreement
            telemetry.Dropped();
            await _sender.ResetAsync();
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }
}

/// <summary>For a process that is told of no broker: nobody hears what it says.</summary>
internal sealed class SilentPublisher : IEphemeralPublisher
{
    public void Publish<T>(T message)
        where T : class, IIntegrationEvent
    {
    }

    public void Publish<T>(T message, TimeSpan keepFor)
        where T : class, IIntegrationEvent
    {
    }
}

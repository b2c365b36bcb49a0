using MassTransit;
using MediaNest.Contracts;

namespace MediaNest.Messaging.Transport;

internal sealed class EphemeralPublisher(IBus bus, MessagingTelemetry telemetry, TimeProvider time) : IEphemeralPublisher
{
    private const int MostUnderWay = 100;
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan TimeToLive = TimeSpan.FromSeconds(30);
    private int _underWay;

    public void Publish<T>(T message)
        where T : class, IIntegrationEvent
    {
        ArgumentNullException.ThrowIfNull(message);
        if (Interlocked.Increment(ref _underWay) > MostUnderWay)
        {
            Interlocked.Decrement(ref _underWay);
            telemetry.Dropped();
            return;
        }

        _ = SendAsync(message);
    }

    private async Task SendAsync<T>(T message)
        where T : class, IIntegrationEvent
    {
        try
        {
            using var timeout = new CancellationTokenSource(SendTimeout, time);
            await bus.Publish<T>(message, Configure, timeout.Token);
        }
        catch (Exception)
        {
            // may be lost: that is the agreement
            telemetry.Dropped();
        }
        finally
        {
            Interlocked.Decrement(ref _underWay);
        }
    }

    private static void Configure(PublishContext context)
    {
        context.Durable = false;
        context.TimeToLive = TimeToLive;
        context.Headers.Set(MessageHeaders.Ephemeral, "1");
    }
}

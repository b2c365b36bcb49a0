using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client.Events;

namespace MediaNest.Messaging.Transport;

/// <summary>
/// Keeps an endpoint consuming. RabbitMQ.Client 7 drops the broker's word that a consumer begins where the channel closes at that moment, and MassTransit
/// waits for that word for ever. It becomes a failure of the connection here, which is tried again.
/// </summary>
/// <param name="closingTimeout">How long, after the channel has closed, deliveries in hand may take to end.</param>
internal sealed class ChannelGuard(TimeSpan closingTimeout) : IFilter<ChannelContext>
{
    public async Task Send(ChannelContext context, IPipe<ChannelContext> next)
    {
        var channel = context.Channel;
        var closed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        channel.ChannelShutdownAsync += OnShutdownAsync;
        try
        {
            var consuming = next.Send(context);
            if (!channel.IsOpen)
            {
                closed.TrySetResult();
            }

            await Task.WhenAny(consuming, closed.Task);
            await consuming.WaitAsync(closingTimeout, CancellationToken.None);
        }
        catch (TimeoutException exception)
        {
            throw new RabbitMqConnectionException("The channel ended without a word.", exception);
        }
        finally
        {
            channel.ChannelShutdownAsync -= OnShutdownAsync;
        }

        Task OnShutdownAsync(object sender, ShutdownEventArgs reason)
        {
            closed.TrySetResult();
            return Task.CompletedTask;
        }
    }

    public void Probe(ProbeContext context) => context.CreateFilterScope("channelGuard");
}

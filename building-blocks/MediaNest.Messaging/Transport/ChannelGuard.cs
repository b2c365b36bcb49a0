using MassTransit;
using MassTransit.RabbitMqTransport;
using RabbitMQ.Client.Events;

namespace MediaNest.Messaging.Transport;

/// <summary>
/// Keeps an endpoint consuming. MassTransit 8.4 takes any <see cref="OperationCanceledException"/> of an endpoint's channel for the end of the service
/// and never consumes again (mended in 8.5, which does not restore); RabbitMQ.Client throws one wherever a broker that starts or is busy takes longer for
/// an answer than <see cref="RabbitMQ.Client.IChannel.ContinuationTimeout"/>. And where a channel closes between the request to consume and the
/// word that it begins, MassTransit waits for that word for ever. Either becomes a failure of the connection here, which is tried again.
/// </summary>
/// <param name="answerTimeout">How long the broker may take for an answer.</param>
/// <param name="closingTimeout">How long, after the channel has closed, deliveries in hand may take to end.</param>
internal sealed class ChannelGuard(TimeSpan answerTimeout, TimeSpan closingTimeout) : IFilter<ChannelContext>
{
    public async Task Send(ChannelContext context, IPipe<ChannelContext> next)
    {
        var channel = context.Channel;
        channel.ContinuationTimeout = answerTimeout;
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
        catch (Exception exception) when (exception is OperationCanceledException or TimeoutException)
        {
            throw new RabbitMqConnectionException("The broker did not answer, or the channel ended without a word.", exception);
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

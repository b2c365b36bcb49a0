using MassTransit;
using MediaNest.Messaging.DeadLetters;
using MediaNest.Messaging.Inbox;
using MediaNest.Persistence;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace MediaNest.Messaging.Transport;

/// <summary>What every consumer's endpoint has in common.</summary>
internal static class EndpointConventions
{
    /// <summary>With the longest pause of 15 s about 20 minutes, well inside the broker's half hour for an acknowledgement.</summary>
    private const int OutageRetryLimit = 80;

    /// <summary>RabbitMQ 4 drops a message after 20 redeliveries unless told otherwise: a service that crashes at start would lose it. As good as none, in a form that RabbitMQ 3 takes too.</summary>
    private const int DeliveryLimit = 1_000_000_000;

    /// <summary>What MassTransit calls the queue of an endpoint's dead letters.</summary>
    public const string ErrorSuffix = "_error";

    public static void Apply(IRegistrationContext context, string queueName, IReceiveEndpointConfigurator endpoint)
    {
        context.GetRequiredService<QueueNames>().Add(queueName);
        var options = context.GetRequiredService<IOptions<MessagingOptions>>().Value;
        endpoint.PrefetchCount = options.PrefetchCount;
        endpoint.ConcurrentMessageLimit = options.ConcurrentMessages;
        endpoint.PublishFaults = false;
        if (endpoint is IRabbitMqReceiveEndpointConfigurator queue)
        {
            queue.ConfigureChannel(channel => channel.UseFilter(new ChannelGuard(BrokerTimes.Closing)));
            queue.SetQuorumQueue();
            queue.SetQueueArgument("x-delivery-limit", DeliveryLimit);
        }

        // outermost first: an outage of our own database is waited out and does not use up a message's tries
        endpoint.UseMessageRetry(retry =>
        {
            retry.Handle<Exception>(DatabaseFailure.IsUnavailable);
            retry.Exponential(OutageRetryLimit, TimeSpan.FromMilliseconds(200), TimeSpan.FromSeconds(15), TimeSpan.FromMilliseconds(200));
        });
        if (options.RetryLimit > 0)
        {
            endpoint.UseMessageRetry(retry =>
            {
                retry.Ignore<Exception>(DatabaseFailure.IsUnavailable);
                retry.Exponential(options.RetryLimit, options.RetryMinDelay, options.RetryMaxDelay, options.RetryMinDelay);
            });
        }

        endpoint.UseConsumeFilter(typeof(InboxFilter<>), context);
    }
}

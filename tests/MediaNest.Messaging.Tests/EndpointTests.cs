using MassTransit;
using MassTransit.RabbitMqTransport;
using MediaNest.Messaging.Tests.Shop;
using MediaNest.Testing;

namespace MediaNest.Messaging.Tests;

/// <summary>An endpoint consumes again whatever became of its channel.</summary>
public sealed class EndpointTests
{
    [Fact]
    public async Task AnAnswerThatDoesNotComeInTimeIsWaitedForAgain()
    {
        // as RabbitMQ.Client does when the broker takes too long to declare a queue
        var fault = new FirstChannel(_ => throw new OperationCanceledException());
        await ConsumesAsync(fault);
    }

    [Fact]
    public async Task AChannelThatEndsWithoutAWordIsOpenedAgain()
    {
        // as MassTransit does when the channel closes before the broker said that it consumes
        var fault = new FirstChannel(async channel =>
        {
            _ = channel.Channel.CloseAsync(200, "closed by the test", abort: true, CancellationToken.None);
            await Task.Delay(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);
        });
        await ConsumesAsync(fault);
    }

    private static async Task ConsumesAsync(FirstChannel fault)
    {
        var servers = await ShopServers.CreateAsync();
        await using var service = await ShopService.StartConsumingAsync(servers, bus =>
        {
            bus.AddConsumer<WriteReceiptConsumer>();
            bus.AddConfigureEndpointsCallback((_, endpoint) => ((IRabbitMqReceiveEndpointConfigurator)endpoint).ConfigureChannel(channel => channel.UseFilter(fault)));
        });

        fault.Channels.ShouldBe(2);
        await service.PublishAsync([1]);
        await Eventually.Async(async () => (await service.ReceiptsAsync()).SequenceEqual([1]), ShopService.Patience, "the event is consumed");
    }

    /// <summary>Something happens to the first channel of an endpoint.</summary>
    private sealed class FirstChannel(Func<ChannelContext, Task> happens) : IFilter<ChannelContext>
    {
        private int _channels;

        public int Channels => Volatile.Read(ref _channels);

        public async Task Send(ChannelContext context, IPipe<ChannelContext> next)
        {
            if (Interlocked.Increment(ref _channels) == 1)
                await happens(context);
            await next.Send(context);
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("firstChannel");
    }
}

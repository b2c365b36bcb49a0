using MassTransit;
using MassTransit.RabbitMqTransport;
using MediaNest.Messaging.Tests.Shop;
using MediaNest.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNest.Messaging.Tests;

/// <summary>An endpoint consumes again whatever became of its channel.</summary>
public sealed class EndpointTests
{
    [Fact]
    public async Task AnAnswerThatDoesNotComeInTimeIsWaitedForAgain()
    {
        // as RabbitMQ.Client does when the broker takes too long to declare a queue
        await ConsumesAsync(new Channels((number, _) => number == 1 ? throw new OperationCanceledException() : Task.CompletedTask));
    }

    [Fact]
    public async Task AChannelThatEndsWithoutAWordIsOpenedAgain()
    {
        // as MassTransit does when the channel closes before the broker said that it consumes
        await ConsumesAsync(new Channels(async (number, channel) =>
        {
            if (number == 1)
            {
                _ = CloseAsync(channel);
                await Task.Delay(Timeout.InfiniteTimeSpan, TestContext.Current.CancellationToken);
            }
        }));
    }

    [Theory]
    [InlineData(1)] // before it ever consumed
    [InlineData(2)] // when the channel that it consumed from is closed
    public async Task AnEndpointThatEndedIsStartedAnew(int failing)
    {
        // an attempt fails and is cancelled: MassTransit leaves the endpoint's loop
        var first = new TaskCompletionSource<ChannelContext>();
        var channels = new Channels((number, channel) =>
        {
            first.TrySetResult(channel);
            return number == failing ? throw new RabbitMqConnectionException("This attempt fails.", new IOException()) : Task.CompletedTask;
        });
        await using var service = await StartAsync(
            channels, services => services.AddReceiveEndpointObserver(_ => new EndingObserver()), ("Messaging:EndpointSilence", "00:00:05"));
        if (failing == 2)
        {
            await CloseAsync(await first.Task);
            await Eventually.Async(() => channels.Count == 3, ShopService.Patience, "the endpoint has opened another channel");
        }

        await ConsumesAsync(service);
    }

    private static async Task CloseAsync(ChannelContext channel)
    {
        try
        {
            await channel.Channel.CloseAsync(200, "closed by the test", abort: true, CancellationToken.None);
        }
        catch (ObjectDisposedException)
        {
            // MassTransit disposes of it as soon as it hears
        }
    }

    private static async Task ConsumesAsync(Channels channels)
    {
        await using var service = await StartAsync(channels);
        channels.Count.ShouldBe(2);
        await ConsumesAsync(service);
    }

    private static async Task ConsumesAsync(ShopService service)
    {
        await service.PublishAsync([1]);
        await Eventually.Async(async () => (await service.ReceiptsAsync()).SequenceEqual([1]), ShopService.Patience, "the event is consumed");
    }

    private static async Task<ShopService> StartAsync(
        Channels channels, Action<IServiceCollection>? services = null, params (string Key, string Value)[] settings) =>
        await ShopService.StartConsumingAsync(
            await ShopServers.CreateAsync(),
            bus =>
            {
                bus.AddConsumer<WriteReceiptConsumer>();
                bus.AddConfigureEndpointsCallback((_, endpoint) => ((IRabbitMqReceiveEndpointConfigurator)endpoint).ConfigureChannel(channel => channel.UseFilter(channels)));
            },
            services,
            settings);

    /// <summary>Has something happen to each channel of an endpoint before it is used.</summary>
    private sealed class Channels(Func<int, ChannelContext, Task> happens) : IFilter<ChannelContext>
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public async Task Send(ChannelContext context, IPipe<ChannelContext> next)
        {
            await happens(Interlocked.Increment(ref _count), context);
            await next.Send(context);
        }

        public void Probe(ProbeContext context) => context.CreateFilterScope("channels");
    }

    /// <summary>Cancels whatever an endpoint does that tells of its failure, as a client does whose connection is closed while it is being opened.</summary>
    private sealed class EndingObserver : IReceiveEndpointObserver
    {
        public Task Ready(ReceiveEndpointReady ready) => Task.CompletedTask;

        public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

        public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

        public Task Faulted(ReceiveEndpointFaulted faulted) => Task.FromException(new OperationCanceledException());
    }
}

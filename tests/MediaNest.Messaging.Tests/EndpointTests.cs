using MassTransit;
using MassTransit.RabbitMqTransport;
using MediaNest.Messaging.Tests.Shop;
using MediaNest.Testing;
using Microsoft.Extensions.DependencyInjection;
using RabbitMQ.Client;
using RabbitMQ.Client.Exceptions;

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

    /// <summary>MassTransit gives an endpoint up that the broker refuses.</summary>
    [Fact]
    public async Task AnEndpointThatTheBrokerRefusedIsStartedAnew()
    {
        var user = await TestServers.CreateBrokerUserAsync();
        var opened = new TaskCompletionSource<ChannelContext>();
        var channels = new Channels((_, channel) =>
        {
            opened.TrySetResult(channel);
            return Task.CompletedTask;
        });
        var refused = new RefusedObserver();
        await using var service = await StartAsync(
            new ShopServers(await TestServers.CreateDatabaseAsync(), user.ConnectionString),
            channels,
            services => services.AddReceiveEndpointObserver(_ => refused),
            ("Messaging:EndpointSilence", "00:00:05"));

        await user.ChangePasswordAsync();
        await (await opened.Task).ConnectionContext.Connection.CloseAsync(cancellationToken: TestContext.Current.CancellationToken);
        await refused.Task.WaitAsync(ShopService.Patience, TestContext.Current.CancellationToken);
        await user.RestorePasswordAsync();

        await ConsumesAsync(service);
    }

    [Fact]
    public async Task TheBusIsStoppedOnceHoweverOftenItsServiceIs()
    {
        var stops = new StopObserver();
        await using var service = await ShopService.StartConsumingAsync(
            await ShopServers.CreateAsync(), bus => bus.AddConsumer<WriteReceiptConsumer>(), services => services.AddBusObserver(_ => stops));

        await Task.WhenAll(service.StopAsync(), service.StopAsync());

        stops.Count.ShouldBe(1);
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
        await using var service = await StartAsync(await ShopServers.CreateAsync(), channels);
        channels.Count.ShouldBe(2);
        await ConsumesAsync(service);
    }

    private static async Task ConsumesAsync(ShopService service)
    {
        await service.PublishAsync([1]);
        await Eventually.Async(async () => (await service.ReceiptsAsync()).SequenceEqual([1]), ShopService.Patience, "the event is consumed");
    }

    private static async Task<ShopService> StartAsync(
        ShopServers servers, Channels channels, Action<IServiceCollection>? services = null, params (string Key, string Value)[] settings) =>
        await ShopService.StartConsumingAsync(
            servers,
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

    private sealed class StopObserver : IBusObserver
    {
        private int _count;

        public int Count => Volatile.Read(ref _count);

        public void PostCreate(IBus bus)
        {
        }

        public void CreateFaulted(Exception exception)
        {
        }

        public Task PreStart(IBus bus) => Task.CompletedTask;

        public Task PostStart(IBus bus, Task<BusReady> busReady) => Task.CompletedTask;

        public Task StartFaulted(IBus bus, Exception exception) => Task.CompletedTask;

        public Task PreStop(IBus bus)
        {
            Interlocked.Increment(ref _count);
            return Task.CompletedTask;
        }

        public Task PostStop(IBus bus) => Task.CompletedTask;

        public Task StopFaulted(IBus bus, Exception exception) => Task.CompletedTask;
    }

    private sealed class RefusedObserver : IReceiveEndpointObserver
    {
        private readonly TaskCompletionSource _refused = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task Task => _refused.Task;

        public Task Ready(ReceiveEndpointReady ready) => Task.CompletedTask;

        public Task Stopping(ReceiveEndpointStopping stopping) => Task.CompletedTask;

        public Task Completed(ReceiveEndpointCompleted completed) => Task.CompletedTask;

        public Task Faulted(ReceiveEndpointFaulted faulted)
        {
            if (faulted.Exception?.GetBaseException() is AuthenticationFailureException)
                _refused.TrySetResult();
            return Task.CompletedTask;
        }
    }
}

using System.Collections.Concurrent;
using System.Diagnostics;
using MediaNest.Messaging.Tests.Shop;
using MediaNest.ServiceDefaults.Correlation;
using MediaNest.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNest.Messaging.Tests;

public sealed class TraceTests
{
    [Fact]
    public async Task OneTraceSpansPublisherDispatcherAndConsumer()
    {
        using var source = new ActivitySource("shop-" + Guid.CreateVersion7());
        var activities = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = candidate => candidate.Name is "MassTransit" or MessagingTelemetry.Name || candidate.Name == source.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activities.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var servers = await ShopServers.CreateAsync();
        var notebook = new Notebook();
        await using var service = await ShopService.StartConsumingAsync(
            servers,
            bus =>
            {
                bus.AddConsumer<PackOrderConsumer>();
                bus.AddConsumer<NoteConsumer>();
            },
            services => services.AddSingleton(new PackingTable()).AddSingleton(notebook));

        ActivityTraceId trace;
        using (var request = source.StartActivity("request", ActivityKind.Server)!)
        {
            trace = request.TraceId;
            await service.PublishAsync([1]);
        }

        // two hops: the order's consumer publishes what is noted here
        await Eventually.Async(() => !notebook.Packed.IsEmpty, ShopService.Patience, "the second event is consumed");
        notebook.Packed.Single().TraceId.ShouldBe(trace);
        await Eventually.Async(
            () => activities.Count(activity => activity.TraceId == trace && activity.Kind == ActivityKind.Consumer) >= 2, ShopService.Patience, "both consumers' spans end");
        activities.Count(activity => activity.TraceId == trace && activity.OperationName == "outbox dispatch").ShouldBe(2);
    }

    [Fact]
    public async Task ConsumerWorksInTheNameOfWhoCausedTheEvent()
    {
        var servers = await ShopServers.CreateAsync();
        await using var service = await ShopService.StartConsumingAsync(
            servers, bus => bus.AddConsumer<WriteReceiptConsumer>(), services => services.AddSingleton<ICorrelation, AmbientCorrelation>());
        var correlation = service.Services.GetRequiredService<ICorrelation>();
        var actor = Guid.CreateVersion7();

        using (correlation.Begin("request-42", actor))
            await service.PublishAsync([1]);

        await Eventually.Async(async () => (await service.ReceiptsAsync()).Count == 1, ShopService.Patience, "the event is consumed");
        var receipt = await service.QueryAsync(database => database.Receipts.SingleAsync());
        receipt.CorrelationId.ShouldBe("request-42");
        receipt.ActorId.ShouldBe(actor);
        var body = await service.QueryAsync(database => database.Set<Outbox.OutboxMessage>().Select(row => row.Body).SingleAsync());
        body.ShouldContain("request-42");
        body.ShouldContain(actor.ToString());
    }

    [Fact]
    public async Task MessageIdIsThatOfTheOutboxRow()
    {
        var servers = await ShopServers.CreateAsync();
        await using var broker = await BrokerProbe.ConnectAsync(servers.Broker);
        var delivered = await broker.CollectAsync(typeof(OrderPlaced));
        await using var service = await ShopService.StartAsync(servers);

        await service.PublishAsync([1]);

        await Eventually.Async(() => !delivered.IsEmpty, ShopService.Patience, "the event is delivered");
        var id = await service.QueryAsync(database => database.Set<Outbox.OutboxMessage>().Select(row => row.MessageId).SingleAsync());
        delivered.ShouldBe([id.ToString()]);
    }

    private sealed class AmbientCorrelation : ICorrelation
    {
        private readonly AsyncLocal<(string? Id, Guid? ActorId)> _current = new();

        public string? Id => _current.Value.Id;

        public Guid? ActorId => _current.Value.ActorId;

        public IDisposable Begin(string? id, Guid? actorId)
        {
            _current.Value = (id, actorId);
            return new Scope(this);
        }

        private sealed class Scope(AmbientCorrelation owner) : IDisposable
        {
            public void Dispose() => owner._current.Value = default;
        }
    }
}

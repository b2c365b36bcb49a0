using MassTransit;
using MediaNest.Messaging.Tests.Shop;
using MediaNest.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNest.Messaging.Tests;

public sealed class InboxTests
{
    [Fact]
    public async Task RedeliveredMessageChangesNothing()
    {
        var servers = await ShopServers.CreateAsync();
        await using var service = await ShopService.StartConsumingAsync(servers, bus => bus.AddConsumer<WriteReceiptConsumer>());
        var id = Guid.CreateVersion7();

        await DeliverAsync(service, 1, id);
        await Eventually.Async(async () => (await service.ReceiptsAsync()).Count == 1, ShopService.Patience, "the order is consumed");
        await DeliverAsync(service, 1, id);
        await DeliverAsync(service, 2, Guid.CreateVersion7());

        // one queue, so the second delivery was dealt with when the order after it is, or will never be
        await Eventually.Async(async () => (await service.ReceiptsAsync()).Contains(2), ShopService.Patience, "the order after it is consumed");
        await using var broker = await BrokerProbe.ConnectAsync(servers.Broker);
        await Eventually.Async(() => broker.IsEmptyAsync("shop-write-receipt"), ShopService.Patience, "the queue is empty");
        (await service.ReceiptsAsync()).ShouldBe([1, 2]);
        (await broker.ExistsAsync("shop-write-receipt_skipped")).ShouldBeFalse();
    }

    [Fact]
    public async Task ConcurrentDeliveriesOfOneMessageAreConsumedOnce()
    {
        var servers = await ShopServers.CreateAsync();
        await using var one = await ShopService.StartConsumingAsync(servers, bus => bus.AddConsumer<WriteReceiptConsumer>());
        await using var other = await ShopService.StartConsumingAsync(servers, bus => bus.AddConsumer<WriteReceiptConsumer>());
        var ids = Enumerable.Range(0, 20).Select(_ => Guid.CreateVersion7()).ToList();

        await Task.WhenAll(ids.SelectMany((id, number) => Enumerable.Range(0, 5).Select(_ => DeliverAsync(one, number, id))));

        await Eventually.Async(async () => (await one.ReceiptsAsync()).Distinct().Count() == 20, ShopService.Patience, "all orders are consumed");
        await using var broker = await BrokerProbe.ConnectAsync(servers.Broker);
        await Eventually.Async(() => broker.IsEmptyAsync("shop-write-receipt"), ShopService.Patience, "the queue is empty");
        await one.StopAsync();
        await other.StopAsync();
        (await one.ReceiptsAsync()).ShouldBe(Enumerable.Range(0, 20));
    }

    [Fact]
    public async Task EachConsumerConsumesTheSameMessage()
    {
        var servers = await ShopServers.CreateAsync();
        await using var service = await ShopService.StartConsumingAsync(
            servers,
            bus =>
            {
                bus.AddConsumer<WriteReceiptConsumer>();
                bus.AddConsumer<PackOrderConsumer>();
            },
            services => services.AddSingleton(new PackingTable()));

        await service.PublishAsync([7]);

        await Eventually.Async(async () => (await service.ReceiptsAsync()).SequenceEqual([7, 7]), ShopService.Patience, "both have written a receipt");
    }

    [Fact]
    public async Task FailedAttemptLeavesNeitherChangeNorEvent()
    {
        var servers = await ShopServers.CreateAsync();
        var table = new PackingTable { Failures = 2 };
        var notebook = new Notebook();
        await using var service = await StartPackingAsync(servers, table, notebook);

        await service.PublishAsync([1]);

        await Eventually.Async(() => !notebook.Packed.IsEmpty, ShopService.Patience, "the event of the third attempt arrives");
        table.Attempts.ShouldBe(3);
        (await service.ReceiptsAsync()).ShouldBe([1]);
        (await service.QueryAsync(database => database.Set<Outbox.OutboxMessage>().CountAsync(row => row.Type.Contains(nameof(OrderPacked))))).ShouldBe(1);
        notebook.Packed.Count.ShouldBe(1);
    }

    [Fact]
    public async Task PoisonMessageLandsInTheErrorQueueAfterItsRetries()
    {
        var servers = await ShopServers.CreateAsync();
        var table = new PackingTable { Failures = int.MaxValue };
        var notebook = new Notebook();
        await using var service = await StartPackingAsync(servers, table, notebook);

        await service.PublishAsync([13]);

        await using var broker = await BrokerProbe.ConnectAsync(servers.Broker);
        await Eventually.Async(async () => await broker.CountAsync("shop-pack-order_error") == 1, ShopService.Patience, "the message is a dead letter");
        (await broker.IsQuorumAsync("shop-pack-order_error")).ShouldBeTrue();
        table.Attempts.ShouldBe(4);
        (await service.ReceiptsAsync()).ShouldBeEmpty();
        notebook.Packed.ShouldBeEmpty();
    }

    [Fact]
    public async Task QueuesAreLastingQuorumQueuesNamedForServiceAndConsumer()
    {
        var servers = await ShopServers.CreateAsync();
        await using var service = await ShopService.StartConsumingAsync(servers, bus => bus.AddConsumer<WriteReceiptConsumer>());

        await using var broker = await BrokerProbe.ConnectAsync(servers.Broker);
        (await broker.IsQuorumAsync("shop-write-receipt")).ShouldBeTrue();
    }

    private static Task<ShopService> StartPackingAsync(ShopServers servers, PackingTable table, Notebook notebook) =>
        ShopService.StartConsumingAsync(
            servers,
            bus =>
            {
                bus.AddConsumer<PackOrderConsumer>();
                bus.AddConsumer<NoteConsumer>();
            },
            services => services.AddSingleton(table).AddSingleton(notebook));

    private static Task DeliverAsync(ShopService service, int number, Guid messageId) =>
        service.Services.GetRequiredService<IBus>().Publish<OrderPlaced>(ShopService.Order(number), context => context.MessageId = messageId);
}

using System.Diagnostics;
using MediaNest.Messaging.Tests.Shop;
using MediaNest.Testing;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Messaging.Tests;

public sealed class OutboxTests(ITestOutputHelper output)
{
    private const string NoBroker = "amqp://guest:guest@127.0.0.1:1/";

    [Fact]
    public async Task EventOfARolledBackChangeIsNeverSent()
    {
        var servers = await ShopServers.CreateAsync();
        await using var service = await ShopService.StartConsumingAsync(servers, bus => bus.AddConsumer<WriteReceiptConsumer>());

        await service.InScopeAsync(async (database, events) =>
        {
            await using var transaction = await database.Database.BeginTransactionAsync();
            await events.Publish(ShopService.Order(1));
            await database.SaveChangesAsync();
            await transaction.RollbackAsync();
        });
        await service.PublishAsync([2]);

        await Eventually.Async(async () => (await service.ReceiptsAsync()).Contains(2), ShopService.Patience, "the committed event arrives");
        (await service.ReceiptsAsync()).ShouldBe([2]);
        (await service.QueryAsync(database => database.Set<Outbox.OutboxMessage>().CountAsync())).ShouldBe(1);
    }

    [Fact]
    public async Task EventLeavesAfterItsCommitWithoutPolling()
    {
        var servers = await ShopServers.CreateAsync();
        await using var service = await ShopService.StartConsumingAsync(
            servers, bus => bus.AddConsumer<WriteReceiptConsumer>(), settings: ("Messaging:PollInterval", "00:05:00"));
        await service.PublishAsync([0]);
        await Eventually.Async(async () => await service.PendingAsync() == 0, ShopService.Patience, "the first event, which sets up its exchange, is sent");

        await service.PublishAsync([1]);

        await Eventually.Async(async () => await service.PendingAsync() == 0, Eventually.Patience, "NOTIFY wakes the dispatcher");
    }

    [Fact]
    public async Task CrashBetweenCommitAndDispatchLosesNothing()
    {
        var servers = await ShopServers.CreateAsync();
        await using var consumer = await ShopService.StartConsumingAsync(
            servers with { Database = await TestServers.CreateDatabaseAsync() }, bus => bus.AddConsumer<WriteReceiptConsumer>());
        // this replica commits but cannot reach the broker, and is gone before it could
        await using (var crashing = await ShopService.StartAsync(servers with { Broker = NoBroker }))
        {
            await crashing.PublishAsync(Enumerable.Range(0, 50));
            (await crashing.PendingAsync()).ShouldBe(50);
        }

        await using var successor = await ShopService.StartAsync(servers);

        await Eventually.Async(async () => (await consumer.ReceiptsAsync()).Count >= 50, ShopService.Patience, "the successor sends what was left");
        (await consumer.ReceiptsAsync()).ShouldBe(Enumerable.Range(0, 50));
    }

    [Fact]
    public async Task DispatchersSideBySideNeverSendOneRowTwice()
    {
        const int Events = 2_000;
        var servers = await ShopServers.CreateAsync();
        await using var broker = await BrokerProbe.ConnectAsync(servers.Broker);
        var delivered = await broker.CollectAsync(typeof(OrderPlaced));
        (string, string)[] smallBatches = [("Messaging:DispatchBatchSize", "20")];
        await using var first = await ShopService.StartAsync(servers, settings: smallBatches);
        await using var second = await ShopService.StartAsync(servers, settings: smallBatches);
        await using var third = await ShopService.StartAsync(servers, settings: smallBatches);

        await Task.WhenAll(
            first.PublishAsync(Enumerable.Range(0, Events / 2), together: 10),
            second.PublishAsync(Enumerable.Range(Events / 2, Events / 2), together: 10));

        await Eventually.Async(async () => await first.PendingAsync() == 0, ShopService.Patience, "all events are sent");
        await Eventually.Async(() => delivered.Count >= Events, ShopService.Patience, "all events are delivered");
        var ids = await first.QueryAsync(database => database.Set<Outbox.OutboxMessage>().Select(row => row.MessageId.ToString()).ToListAsync());
        delivered.Count.ShouldBe(Events);
        delivered.Order().ShouldBe(ids.Order());
    }

    [Fact]
    public async Task EventsOfOneTransactionAreSentInTheirOrder()
    {
        var servers = await ShopServers.CreateAsync();
        await using var broker = await BrokerProbe.ConnectAsync(servers.Broker);
        var delivered = await broker.CollectAsync(typeof(OrderPlaced));
        await using var service = await ShopService.StartAsync(servers);

        await service.PublishAsync(Enumerable.Range(0, 300), together: 100);

        await Eventually.Async(() => delivered.Count == 300, ShopService.Patience, "all events are delivered");
        var ids = await service.QueryAsync(database => database.Set<Outbox.OutboxMessage>().OrderBy(row => row.Sequence).Select(row => row.MessageId.ToString()).ToListAsync());
        delivered.ShouldBe(ids);
    }

    [Fact]
    public async Task TenThousandEventsDrain()
    {
        const int Events = 10_000;
        var servers = await ShopServers.CreateAsync();
        await using var consumer = await ShopService.StartConsumingAsync(
            servers with { Database = await TestServers.CreateDatabaseAsync() }, bus => bus.AddConsumer<WriteReceiptConsumer>());
        await using (var publisher = await ShopService.StartAsync(servers with { Broker = NoBroker }))
            await publisher.PublishAsync(Enumerable.Range(0, Events), together: 1_000);

        var started = Stopwatch.GetTimestamp();
        await using var dispatcher = await ShopService.StartAsync(servers);
        await Eventually.Async(async () => await dispatcher.PendingAsync() == 0, Eventually.Patience, "the outbox is drained");
        var sent = Stopwatch.GetElapsedTime(started);
        await Eventually.Async(
            async () => await consumer.QueryAsync(database => database.Receipts.CountAsync()) >= Events, TimeSpan.FromMinutes(5), "all are consumed");
        var consumed = Stopwatch.GetElapsedTime(started);

        output.WriteLine($"{Events} events: {Events / sent.TotalSeconds:F0} events/s from outbox to broker (start included), {Events / consumed.TotalSeconds:F0} events/s through the inbox to a committed change");
        (await consumer.ReceiptsAsync()).ShouldBe(Enumerable.Range(0, Events));
    }

    [Fact]
    public async Task RowThatCannotBeSentHoldsUpNoOther()
    {
        var servers = await ShopServers.CreateAsync();
        await using var service = await ShopService.StartConsumingAsync(servers, bus => bus.AddConsumer<WriteReceiptConsumer>());

        await service.QueryAsync(database => database.Database.ExecuteSqlAsync(
            $"INSERT INTO outbox_messages (message_id, type, body, created_at) VALUES ({Guid.CreateVersion7()}, 'Gone.Event, Gone', '{{}}', now())"));
        await service.PublishAsync([1]);

        await Eventually.Async(async () => (await service.ReceiptsAsync()).Contains(1), ShopService.Patience, "the event after it arrives");
        var error = await service.QueryAsync(database => database.Set<Outbox.OutboxMessage>().Where(row => row.Error != null).Select(row => row.Error).SingleAsync());
        error!.ShouldContain("Gone");
    }

    [Fact]
    public async Task RowsPastTheirRetentionAreDeleted()
    {
        var servers = await ShopServers.CreateAsync();
        await using var service = await ShopService.StartConsumingAsync(
            servers, bus => bus.AddConsumer<WriteReceiptConsumer>(), settings: ("Messaging:CleanupInterval", "00:00:01"));
        await service.PublishAsync([1, 2]);
        await Eventually.Async(async () => (await service.ReceiptsAsync()).Count == 2, ShopService.Patience, "both are consumed");

        await service.QueryAsync(database => database.Database.ExecuteSqlRawAsync(
            """
            UPDATE outbox_messages SET sent_at = sent_at - interval '2 days' WHERE sequence = (SELECT min(sequence) FROM outbox_messages);
            UPDATE inbox_messages SET received_at = received_at - interval '15 days' WHERE message_id = (SELECT message_id FROM outbox_messages ORDER BY sequence LIMIT 1);
            """));

        await Eventually.Async(
            () => service.QueryAsync(async database =>
                await database.Set<Outbox.OutboxMessage>().CountAsync() == 1 && await database.Set<Inbox.InboxMessage>().CountAsync() == 1),
            ShopService.Patience,
            "the old rows, and only they, are gone");
    }
}

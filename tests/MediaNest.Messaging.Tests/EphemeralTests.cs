using MediaNest.Messaging.Tests.Shop;
using MediaNest.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNest.Messaging.Tests;

public sealed class EphemeralTests
{
    [Fact]
    public async Task EphemeralMessageArrivesWithoutOutboxAndInbox()
    {
        var servers = await ShopServers.CreateAsync();
        var notebook = new Notebook();
        await using var service = await ShopService.StartConsumingAsync(
            servers, bus => bus.AddConsumer<NoteConsumer>(), services => services.AddSingleton(notebook));

        service.Services.GetRequiredService<IEphemeralPublisher>().Publish(new OrderPacked(1, TimeProvider.System.GetUtcNow()));

        await Eventually.Async(() => notebook.Packed.Count == 1, ShopService.Patience, "the message is consumed");
        (await service.QueryAsync(database => database.Set<Outbox.OutboxMessage>().CountAsync())).ShouldBe(0);
        (await service.QueryAsync(database => database.Set<Inbox.InboxMessage>().CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task EphemeralMessageThatIsKeptGoesThroughTheInbox()
    {
        var servers = await ShopServers.CreateAsync();
        var notebook = new Notebook();
        await using var service = await ShopService.StartConsumingAsync(
            servers, bus => bus.AddConsumer<NoteConsumer>(), services => services.AddSingleton(notebook));

        service.Services.GetRequiredService<IEphemeralPublisher>().Publish(new OrderPacked(1, TimeProvider.System.GetUtcNow()), TimeSpan.FromHours(1));

        await Eventually.Async(() => notebook.Packed.Count == 1, ShopService.Patience, "the message is consumed");
        await Eventually.Async(
            async () => await service.QueryAsync(database => database.Set<Inbox.InboxMessage>().CountAsync()) == 1, ShopService.Patience, "its id is recorded");
        (await service.QueryAsync(database => database.Set<Outbox.OutboxMessage>().CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task EphemeralMessagesNeverHoldUpTheirPublisher()
    {
        var servers = new ShopServers(await TestServers.CreateDatabaseAsync(), "amqp://guest:guest@127.0.0.1:1/");
        await using var service = await ShopService.StartAsync(servers);
        var publisher = service.Services.GetRequiredService<IEphemeralPublisher>();

        // a publisher that waited for an answer, or for the three seconds of ConfirmTimeout, would be at it for most of an hour
        await Task.Run(() =>
        {
            for (var number = 0; number < 1_000; number++)
                publisher.Publish(new OrderPacked(number, TimeProvider.System.GetUtcNow()));
        }).WaitAsync(ShopService.Patience);
    }
}

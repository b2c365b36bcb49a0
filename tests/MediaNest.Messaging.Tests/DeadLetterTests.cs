using MediaNest.Messaging.DeadLetters;
using MediaNest.Messaging.Tests.Shop;
using MediaNest.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNest.Messaging.Tests;

public sealed class DeadLetterTests
{
    private const string Queue = "shop-pack-order";

    [Fact]
    public async Task DeadLettersAreListedAndStay()
    {
        await using var service = await StartAsync(failures: int.MaxValue);
        var letters = service.Services.GetRequiredService<IDeadLetters>();
        (await letters.ListAsync()).ShouldBeEmpty();

        await service.PublishAsync([1, 2]);

        await Eventually.Async(async () => (await letters.ListAsync()).Count == 2, ShopService.Patience, "both are dead letters");
        (await letters.ListAsync(limit: 1)).Count.ShouldBe(1);
        var listed = await letters.ListAsync();
        listed.Count.ShouldBe(2);
        listed.ShouldAllBe(letter => letter.Queue == Queue && letter.Type == "OrderPlaced" && letter.Error == "The tape is out." && letter.FailedAt != null);
        listed[0].ExceptionType.ShouldBe("System.InvalidOperationException");
        listed[0].Body.ShouldContain("\"number\"");
    }

    [Fact]
    public async Task ReplayedDeadLetterIsConsumed()
    {
        // the first delivery and its three retries fail
        await using var service = await StartAsync(failures: 4);
        var letters = service.Services.GetRequiredService<IDeadLetters>();
        await service.PublishAsync([1]);
        await Eventually.Async(async () => (await letters.ListAsync()).Count == 1, ShopService.Patience, "it is a dead letter");
        var letter = (await letters.ListAsync()).Single();

        (await letters.ReplayAsync(Queue, letter.MessageId)).ShouldBeTrue();

        await Eventually.Async(async () => (await service.ReceiptsAsync()).SequenceEqual([1]), ShopService.Patience, "it is consumed");
        (await letters.ListAsync()).ShouldBeEmpty();
        (await letters.ReplayAsync(Queue, letter.MessageId)).ShouldBeFalse();
    }

    [Fact]
    public async Task DiscardedDeadLetterIsGoneAndOthersStay()
    {
        await using var service = await StartAsync(failures: int.MaxValue);
        var letters = service.Services.GetRequiredService<IDeadLetters>();
        await service.PublishAsync([1, 2, 3]);
        await Eventually.Async(async () => (await letters.ListAsync()).Count == 3, ShopService.Patience, "all are dead letters");
        var all = await letters.ListAsync();

        (await letters.DiscardAsync(Queue, all[1].MessageId)).ShouldBeTrue();

        (await letters.ListAsync()).Select(letter => letter.MessageId).ShouldBe([all[0].MessageId, all[2].MessageId], ignoreOrder: true);
    }

    [Fact]
    public async Task QueuesOfOthersAreOutOfReach()
    {
        await using var service = await StartAsync(failures: 0);
        var letters = service.Services.GetRequiredService<IDeadLetters>();

        (await letters.DiscardAsync("auth-user-deleted", Guid.CreateVersion7())).ShouldBeFalse();
        (await letters.ReplayAsync("auth-user-deleted", Guid.CreateVersion7())).ShouldBeFalse();
    }

    private static async Task<ShopService> StartAsync(int failures) =>
        await ShopService.StartConsumingAsync(
            await ShopServers.CreateAsync(),
            bus => bus.AddConsumer<PackOrderConsumer>(),
            services => services.AddSingleton(new PackingTable { Failures = failures }));
}

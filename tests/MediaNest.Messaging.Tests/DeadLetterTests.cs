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

        await ListedAsync(letters, 2);
        await Eventually.Async(async () => (await letters.ListAsync(limit: 1)).Count == 1, ShopService.Patience, "one is listed where one is asked for");
        var listed = await ListedAsync(letters, 2);
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
        var letter = (await ListedAsync(letters, 1))[0];

        await Eventually.Async(() => letters.ReplayAsync(Queue, letter.MessageId), ShopService.Patience, "it is replayed");

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
        var all = await ListedAsync(letters, 3);

        await Eventually.Async(() => letters.DiscardAsync(Queue, all[1].MessageId), ShopService.Patience, "it is discarded");

        (await ListedAsync(letters, 2)).Select(letter => letter.MessageId).ShouldBe([all[0].MessageId, all[2].MessageId], ignoreOrder: true);
    }

    [Fact]
    public async Task QueuesOfOthersAreOutOfReach()
    {
        await using var service = await StartAsync(failures: 0);
        var letters = service.Services.GetRequiredService<IDeadLetters>();

        (await letters.DiscardAsync("auth-user-deleted", Guid.CreateVersion7())).ShouldBeFalse();
        (await letters.ReplayAsync("auth-user-deleted", Guid.CreateVersion7())).ShouldBeFalse();
    }

    /// <summary>Waits for so many: what a look has taken the broker puts back in its own time, after the look.</summary>
    private static async Task<IReadOnlyList<DeadLetter>> ListedAsync(IDeadLetters letters, int count)
    {
        IReadOnlyList<DeadLetter> listed = [];
        await Eventually.Async(
            async () =>
            {
                listed = await letters.ListAsync();
                return listed.Count == count;
            },
            ShopService.Patience,
            $"{count} dead letters are listed");
        return listed;
    }

    private static async Task<ShopService> StartAsync(int failures) =>
        await ShopService.StartConsumingAsync(
            await ShopServers.CreateAsync(),
            bus => bus.AddConsumer<PackOrderConsumer>(),
            services => services.AddSingleton(new PackingTable { Failures = failures }));
}

using System.Diagnostics;
using MassTransit;
using MediaNest.Messaging.Tests.Shop;
using MediaNest.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace MediaNest.Messaging.Tests;

public sealed class OutageTests
{
    /// <summary>What MediaNest promises to survive.</summary>
    private static readonly TimeSpan Outage = TimeSpan.FromSeconds(30);

    /// <summary>Seconds on an idle machine; this much on one that runs everything else as well.</summary>
    private static readonly TimeSpan Recovery = TimeSpan.FromMinutes(4);

    /// <summary>Many, for what goes wrong where a delivery ends just as its channel closes goes wrong for one in ten.</summary>
    private const int Replicas = 12;

    [Fact]
    public async Task BrokerStoppedForThirtySecondsLosesNothing()
    {
        await using var broker = await PrivateServers.StartRabbitMqAsync();
        var servers = new ShopServers(await TestServers.CreateDatabaseAsync(), broker.ConnectionString);
        await using var replicas = new ShopReplicas();
        for (var i = 0; i < Replicas; i++)
            replicas.Add(await ShopService.StartConsumingAsync(servers, bus => bus.AddConsumer<WriteReceiptConsumer>()));
        var service = replicas[0];

        // stopped while every replica has its hands full, and gone on publishing meanwhile
        const int Before = 2_000;
        await service.PublishAsync(Enumerable.Range(0, Before), together: 200);
        var stop = broker.StopAsync();
        var started = Stopwatch.GetTimestamp();
        var number = Before;
        while (!stop.IsCompleted || Stopwatch.GetElapsedTime(started) < Outage)
        {
            await service.PublishAsync([number++]);
            await Task.Delay(50);
        }

        (await service.PendingAsync()).ShouldBeGreaterThan(0);
        (await HealthAsync(service)).ShouldBe(HealthStatus.Degraded);
        await broker.StartAsync();

        await Eventually.Async(async () => await service.PendingAsync() == 0, Recovery, "every event is sent");
        await AllConsumedAsync(replicas, broker, number);
        foreach (var replica in replicas)
            await Eventually.Async(async () => await HealthAsync(replica) == HealthStatus.Healthy, ShopService.Patience, "each replica consumes again");
    }

    /// <summary>Says on failure where the events are and what each bus thinks of itself: lost and late are different faults.</summary>
    private static async Task AllConsumedAsync(ShopReplicas replicas, PrivateServer broker, int count)
    {
        try
        {
            await Eventually.Async(async () => (await replicas[0].ReceiptsAsync()).SequenceEqual(Enumerable.Range(0, count)), Recovery, "every event is consumed, each once");
        }
        catch (TimeoutException late)
        {
            await using var probe = await BrokerProbe.ConnectAsync(broker.ConnectionString);
            var receipts = await replicas[0].ReceiptsAsync();
            var endpoints = replicas.SelectMany(replica => replica.Services.GetRequiredService<IBusControl>().CheckHealth().Endpoints)
                .Select(endpoint => $"{endpoint.Key}: {endpoint.Value.Description} {endpoint.Value.Exception?.Message}");
            throw new TimeoutException(
                $"{late.Message}: {receipts.Count} receipts of {receipts.Distinct().Count()} events of {count}, {await probe.CountAsync("shop-write-receipt")} in the queue; {string.Join("; ", endpoints)}",
                late);
        }
    }

    [Fact]
    public async Task ServiceStartsWithoutItsBrokerAndFindsItLater()
    {
        await using var broker = await PrivateServers.StartRabbitMqAsync();
        await broker.StopAsync();
        var servers = new ShopServers(await TestServers.CreateDatabaseAsync(), broker.ConnectionString);

        await using var service = await ShopService.StartAsync(servers, bus => bus.AddConsumer<WriteReceiptConsumer>());
        // an event leaves for a queue that exists: here the consumer's, as soon as there is a broker
        (await HealthAsync(service)).ShouldBe(HealthStatus.Degraded);
        await broker.StartAsync();
        await service.ConnectedAsync();
        await service.PublishAsync([1]);

        await Eventually.Async(async () => (await service.ReceiptsAsync()).SequenceEqual([1]), ShopService.Patience, "the event is consumed");
    }

    [Fact]
    public async Task ServiceWithoutItsBrokerStopsPromptly()
    {
        var servers = new ShopServers(await TestServers.CreateDatabaseAsync(), "amqp://guest:guest@127.0.0.1:1/");
        await using var service = await ShopService.StartAsync(servers, bus => bus.AddConsumer<WriteReceiptConsumer>());
        await service.PublishAsync([1]);

        await service.StopAsync().WaitAsync(TimeSpan.FromSeconds(15));

        (await service.PendingAsync()).ShouldBe(1);
    }

    private static async Task<HealthStatus> HealthAsync(ShopService service) =>
        (await service.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Name == "rabbitmq")).Status;

    private sealed class ShopReplicas : List<ShopService>, IAsyncDisposable
    {
        public async ValueTask DisposeAsync() => await Task.WhenAll(this.Select(replica => replica.DisposeAsync().AsTask()));
    }
}

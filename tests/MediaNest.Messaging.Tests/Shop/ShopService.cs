using MassTransit;
using MediaNest.Persistence;
using MediaNest.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace MediaNest.Messaging.Tests.Shop;

/// <summary>Database and broker of one test.</summary>
internal sealed record ShopServers(string Database, string Broker)
{
    public static async Task<ShopServers> CreateAsync() =>
        new(await TestServers.CreateDatabaseAsync(), await TestServers.CreateVirtualHostAsync());
}

/// <summary>A replica of a small service, as a real one is put together.</summary>
internal sealed class ShopService : IAsyncDisposable
{
    public static readonly TimeSpan Patience = Eventually.Patience;

    private readonly IHost _host;

    private ShopService(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public static ShopService Create(
        ShopServers servers,
        Action<IBusRegistrationConfigurator>? consumers = null,
        Action<IServiceCollection>? services = null,
        params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Logging.AddConfiguration(builder.Configuration.GetSection("Logging")).AddConsole().SetMinimumLevel(LogLevel.Warning);
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["ConnectionStrings:shop-db"] = servers.Database,
            ["ConnectionStrings:rabbitmq"] = servers.Broker,
            ["Messaging:RetryMinDelay"] = "00:00:00.010",
            ["Messaging:RetryLimit"] = "3",
            ["Messaging:ConfirmTimeout"] = "00:00:03",
        });
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, string? (setting) => setting.Value));
        builder.Services.AddMetrics();
        services?.Invoke(builder.Services);
        builder.AddServiceDatabase<ShopDbContext>("shop-db").MigrateOnStart<ShopDbContext>();
        builder.AddMediaNestMessaging<ShopDbContext>("shop", consumers);
        return new ShopService(builder.Build());
    }

    public static async Task<ShopService> StartAsync(
        ShopServers servers,
        Action<IBusRegistrationConfigurator>? consumers = null,
        Action<IServiceCollection>? services = null,
        params (string Key, string Value)[] settings)
    {
        var service = Create(servers, consumers, services, settings);
        await service._host.StartAsync();
        return service;
    }

    /// <summary>Starts a replica and waits until its consumers consume: an event published before a queue exists goes nowhere.</summary>
    public static async Task<ShopService> StartConsumingAsync(
        ShopServers servers,
        Action<IBusRegistrationConfigurator> consumers,
        Action<IServiceCollection>? services = null,
        params (string Key, string Value)[] settings)
    {
        var service = await StartAsync(servers, consumers, services, settings);
        await service.ConnectedAsync();
        return service;
    }

    public Task ConnectedAsync() => Eventually.Async(
        () => Services.GetRequiredService<IBusControl>().CheckHealth().Status == BusHealthStatus.Healthy,
        Patience,
        "the service is connected to the broker");

    public Task StopAsync() => _host.StopAsync();

    /// <summary>Publishes orders, each in a transaction of its own unless <paramref name="together"/> are asked for.</summary>
    public async Task PublishAsync(IEnumerable<int> numbers, int together = 1)
    {
        foreach (var chunk in numbers.Chunk(together))
        {
            await InScopeAsync(async (database, events) =>
            {
                foreach (var number in chunk)
                    await events.Publish(Order(number));
                await database.SaveChangesAsync();
            });
        }
    }

    public async Task InScopeAsync(Func<ShopDbContext, IEventPublisher, Task> work)
    {
        await using var scope = Services.CreateAsyncScope();
        await work(scope.ServiceProvider.GetRequiredService<ShopDbContext>(), scope.ServiceProvider.GetRequiredService<IEventPublisher>());
    }

    public async Task<T> QueryAsync<T>(Func<ShopDbContext, Task<T>> query)
    {
        await using var scope = Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<ShopDbContext>());
    }

    public Task<List<int>> ReceiptsAsync() =>
        QueryAsync(database => database.Receipts.OrderBy(receipt => receipt.Number).Select(receipt => receipt.Number).ToListAsync());

    public Task<int> PendingAsync() => QueryAsync(database => database.Database
        .SqlQuery<int>($"SELECT count(*)::int AS \"Value\" FROM outbox_messages WHERE sent_at IS NULL").SingleAsync());

    public static OrderPlaced Order(int number) => new(number, TimeProvider.System.GetUtcNow());

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}

using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MassTransit;
using MediaNest.Contracts;
using MediaNest.Notification.Data;
using MediaNest.Notification.Tests;
using MediaNest.Testing;
using MediaNest.Testing.Identity;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

[assembly: AssemblyFixture(typeof(NotificationApp))]

namespace MediaNest.Notification.Tests;

/// <summary>The service over real servers, started once for all tests: they keep apart by using users of their own.</summary>
public sealed class NotificationApp : IAsyncLifetime
{
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private TestIssuer _issuer = null!;
    private Factory _service = null!;
    private string _database = "";
    private string _broker = "";
    private NpgsqlDataSource _source = null!;

    public async ValueTask InitializeAsync()
    {
        _issuer = await TestIssuer.StartAsync();
        _database = await TestServers.CreateDatabaseAsync();
        _broker = await TestServers.CreateVirtualHostAsync();
        _source = NpgsqlDataSource.Create(_database);
        // one message at a time: what is published later is consumed later, so that tests can tell that nothing happened
        _service = await StartAsync(concurrentMessages: 1);
    }

    /// <summary>Another instance on the same database and queues.</summary>
    public async Task<IAsyncDisposable> StartReplicaAsync() => await StartAsync(concurrentMessages: 8);

    public HttpClient Anonymous() => _service.CreateClient();

    public HttpClient For(Guid userId, string role = "user")
    {
        var client = _service.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _issuer.UserToken(userId, "somebody", role));
        return client;
    }

    /// <summary>Sends an event as another service would. The broker has it when this returns.</summary>
    public Task PublishAsync<T>(T message, Guid? messageId = null)
        where T : class, IIntegrationEvent =>
        _service.Services.GetRequiredService<IBus>().Publish(message, context => context.MessageId = messageId ?? Guid.CreateVersion7());

    public async Task<Guid> RegisterAsync(string role = "user", DateTimeOffset? at = null)
    {
        var userId = Guid.CreateVersion7();
        await PublishAsync(new UserRegistered(userId, "somebody", Email: null, role, "plex", at ?? TimeProvider.System.GetUtcNow()));
        await Eventually.Async(
            async () => await CountAsync("SELECT count(*) FROM users WHERE user_id = $1", userId) == 1, Patience, "the user is known");
        return userId;
    }

    /// <summary>Waits until the user has so many notifications, and gives them, newest first.</summary>
    public async Task<IReadOnlyList<JsonElement>> NotificationsAsync(Guid userId, int atLeast)
    {
        IReadOnlyList<JsonElement> items = [];
        await Eventually.Async(
            async () =>
            {
                using var client = For(userId);
                var answer = await client.GetFromJsonAsync<JsonElement>("/api/v1/notifications?limit=100");
                items = [.. answer.GetProperty("data").GetProperty("items").EnumerateArray()];
                return items.Count >= atLeast;
            },
            Patience,
            $"the user has {atLeast} notifications");
        return items;
    }

    public async Task<long> CountAsync(string sql, params object[] parameters)
    {
        await using var command = _source.CreateCommand(sql);
        command.Parameters.AddRange(parameters.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _source.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    private async Task<Factory> StartAsync(int concurrentMessages)
    {
        var service = new Factory(new Dictionary<string, string>
        {
            ["ConnectionStrings:notification-db"] = _database,
            ["ConnectionStrings:rabbitmq"] = _broker,
            ["services:auth:http:0"] = _issuer.Address,
            ["Messaging:ConcurrentMessages"] = concurrentMessages.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Logging:LogLevel:Default"] = "Warning",
        });
        using var client = service.CreateClient();
        await Eventually.Async(
            async () => (await client.GetFromJsonAsync<JsonElement>("/health/ready")).GetProperty("status").GetString() == "ok",
            TimeSpan.FromSeconds(60),
            "the service consumes");
        return service;
    }

    private sealed class Factory(IReadOnlyDictionary<string, string> settings) : WebApplicationFactory<NotificationDbContext>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Production");
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }
        }
    }
}

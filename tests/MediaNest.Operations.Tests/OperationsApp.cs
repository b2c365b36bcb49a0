using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MassTransit;
using MediaNest.Contracts;
using MediaNest.Operations.Data;
using MediaNest.Testing;
using MediaNest.Testing.Identity;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;

namespace MediaNest.Operations.Tests;

/// <summary>What the instances of one test share: database, key prefix, virtual host.</summary>
internal sealed record Servers(string Database, string Redis, string RedisPrefix, string Broker)
{
    public static async Task<Servers> CreateAsync()
    {
        var redis = await TestServers.RedisAsync();
        return new Servers(
            await TestServers.CreateDatabaseAsync(), redis.ConnectionString, redis.KeyPrefix, await TestServers.CreateVirtualHostAsync());
    }
}

/// <summary>The service over real servers, watching what its settings say.</summary>
internal sealed class OperationsApp : IAsyncDisposable
{
    public static readonly TimeSpan Patience = Eventually.Patience;

    private readonly TestIssuer _issuer;
    private readonly Factory _service;
    private readonly NpgsqlDataSource _source;

    private OperationsApp(TestIssuer issuer, Factory service, Servers servers)
    {
        (_issuer, _service, Servers) = (issuer, service, servers);
        _source = NpgsqlDataSource.Create(servers.Database);
    }

    public Servers Servers { get; }

    /// <summary>Starts an instance that looks every second, and waits until it consumes.</summary>
    public static async Task<OperationsApp> StartAsync(Action<IDictionary<string, string?>>? configure = null, Servers? servers = null)
    {
        var issuer = await TestIssuer.StartAsync();
        servers ??= await Servers.CreateAsync();
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["ConnectionStrings:operations-db"] = servers.Database,
            ["ConnectionStrings:redis"] = servers.Redis,
            ["ConnectionStrings:rabbitmq"] = servers.Broker,
            ["Redis:KeyPrefix"] = servers.RedisPrefix,
            ["services:auth:http:0"] = issuer.Address,
            ["Monitoring:Interval"] = "00:00:01",
            // a machine busy with other tests is not a service in trouble
            ["Monitoring:ProbeTimeout"] = "00:00:20",
            ["Monitoring:SlowAfter"] = "00:00:30",
            // auth is the test's issuer, which has no health address
            ["Monitoring:Services:0"] = "none",
            ["YouTube:YtDlpPath"] = "/nowhere/yt-dlp",
            ["Logging:LogLevel:Default"] = "Critical",
        };
        configure?.Invoke(settings);
        var app = new OperationsApp(issuer, new Factory(settings), servers);
        using var client = app.Anonymous();
        await Eventually.Async(
            async () => (await client.GetFromJsonAsync<JsonElement>("/health/ready")).GetProperty("status").GetString() == "ok",
            Eventually.Patience,
            "the service is ready");
        return app;
    }

    public HttpClient Anonymous() => _service.CreateClient();

    public HttpClient For(Guid? userId = null, string role = "user")
    {
        var client = _service.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _issuer.UserToken(userId, "somebody", role));
        return client;
    }

    public T Get<T>()
        where T : notnull => _service.Services.GetRequiredService<T>();

    /// <summary>Sends an event as another service would. The broker has it when this returns.</summary>
    public Task PublishAsync<T>(T message, Guid? messageId = null)
        where T : class, IIntegrationEvent =>
        Get<IBus>().Publish(message, context => context.MessageId = messageId ?? Guid.CreateVersion7());

    public async Task<JsonElement> DataAsync(string path, HttpClient? client = null)
    {
        using var own = client is null ? For() : null;
        var answer = await (client ?? own!).GetFromJsonAsync<JsonElement>(path);
        answer.GetProperty("success").GetBoolean().ShouldBeTrue();
        return answer.GetProperty("data");
    }

    public async Task<string?> StatusOfAsync(string name)
    {
        using var client = For();
        using var response = await client.GetAsync($"/api/v1/services/status/{name}");
        return response.IsSuccessStatusCode
            ? (await response.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("data").GetProperty("status").GetString()
            : null;
    }

    public Task WaitForStatusAsync(string name, string status) =>
        Eventually.Async(async () => await StatusOfAsync(name) == status, Patience, $"{name} is {status}");

    /// <summary>The announced changes of a service, such as <c>up>down</c>, in order.</summary>
    public async Task<IReadOnlyList<string>> AnnouncedAsync(string name)
    {
        await using var command = _source.CreateCommand(
            """
            SELECT (body->>'previousStatus') || '>' || (body->>'status') FROM outbox_messages
            WHERE type LIKE '%ServiceStatusChanged%' AND body->>'name' = $1 ORDER BY sequence
            """);
        command.Parameters.Add(new NpgsqlParameter { Value = name });
        await using var reader = await command.ExecuteReaderAsync();
        List<string> changes = [];
        while (await reader.ReadAsync())
        {
            changes.Add(reader.GetString(0));
        }

        return changes;
    }

    public async Task<T> ScalarAsync<T>(string sql)
    {
        await using var command = _source.CreateCommand(sql);
        return (T)(await command.ExecuteScalarAsync())!;
    }

    public async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _source.DisposeAsync();
        await _issuer.DisposeAsync();
    }

    private sealed class Factory(IReadOnlyDictionary<string, string?> settings) : WebApplicationFactory<OperationsDbContext>
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

using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MassTransit;
using MediaNest.Contracts;
using MediaNest.Notification.Tests;
using MediaNest.Notification.Tests.Realtime;
using MediaNest.Testing;
using MediaNest.Testing.Identity;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using StackExchange.Redis;

[assembly: AssemblyFixture(typeof(NotificationApp))]

namespace MediaNest.Notification.Tests;

/// <summary>The service over real servers, started once for all tests: they keep apart by using users of their own.</summary>
public class NotificationApp : IAsyncLifetime
{
    public static readonly TimeSpan Patience = Eventually.Patience;

    /// <summary>Whose pages may open sockets.</summary>
    public const string AllowedOrigin = "https://medianest.example";

    public const string EncryptionKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";

    private static readonly Dictionary<string, string> NoSettings = [];

    private NotificationReplica _service = null!;
    private string _database = "";
    private string _broker = "";
    private RedisHandle _redis = null!;
    private NpgsqlDataSource _source = null!;
    private ConnectionMultiplexer _redisConnection = null!;

    public TestIssuer Issuer { get; private set; } = null!;

    /// <summary>Adds to the settings of every instance, or replaces some.</summary>
    internal Func<NotificationApp, Task<IReadOnlyDictionary<string, string>>>? MoreSettings { get; init; }

    /// <summary>The first instance.</summary>
    public Uri Address => _service.Address;

    public string Database => _database;

    public IServiceProvider Services => _service.Services;

    /// <summary>What a fixture wants other than the usual.</summary>
    protected virtual IReadOnlyDictionary<string, string> Settings { get; } = new Dictionary<string, string>();

    public virtual async ValueTask InitializeAsync()
    {
        Issuer = await TestIssuer.StartAsync();
        _database = await TestServers.CreateDatabaseAsync();
        _broker = await TestServers.CreateVirtualHostAsync();
        _redis = await TestServers.RedisAsync();
        _redisConnection = await ConnectionMultiplexer.ConnectAsync(_redis.ConnectionString);
        _source = NpgsqlDataSource.Create(_database);
        // one message at a time: what is published later is consumed later, so that tests can tell that nothing happened
        _service = await StartAsync(concurrentMessages: 1);
    }

    /// <summary>Another instance on the same database and queues.</summary>
    public Task<NotificationReplica> StartReplicaAsync(IReadOnlyDictionary<string, string>? settings = null) => StartAsync(concurrentMessages: 8, settings);

    /// <summary>Signs somebody in as auth does: session and user are in Redis.</summary>
    public async Task<SignedIn> SignInAsync(string role = "user", Guid? userId = null, TimeSpan? lifetime = null)
    {
        var (user, session) = (userId ?? Guid.CreateVersion7(), Guid.CreateVersion7());
        await SetUserAsync(user, "active", role);
        await _redisConnection.GetDatabase().HashSetAsync(
            $"{_redis.KeyPrefix}session:{session:D}", [new HashEntry("uid", user.ToString("D")), new HashEntry("role", role)]);
        return new SignedIn(user, session, Issuer.UserToken(user, "somebody", role, session.ToString("D"), lifetime));
    }

    public async Task SetUserAsync(Guid userId, string state, string? role)
    {
        var key = $"{_redis.KeyPrefix}user:{userId:D}";
        await _redisConnection.GetDatabase().KeyDeleteAsync(key);
        await _redisConnection.GetDatabase().HashSetAsync(key, [new HashEntry("state", state), .. role is null ? [] : new[] { new HashEntry("role", role) }]);
    }

    /// <summary>Ends a session in Redis, as auth does before it tells of it.</summary>
    public Task RevokeAsync(SignedIn user) => _redisConnection.GetDatabase().KeyDeleteAsync($"{_redis.KeyPrefix}session:{user.SessionId:D}");

    /// <summary>Redis loses all it knows of somebody, as one does that was emptied.</summary>
    public Task ForgetAsync(SignedIn user) => _redisConnection.GetDatabase()
        .KeyDeleteAsync([$"{_redis.KeyPrefix}session:{user.SessionId:D}", $"{_redis.KeyPrefix}user:{user.UserId:D}"]);

    /// <summary>Joins a namespace with a token; on the first instance unless told otherwise.</summary>
    public Task<TestSocket> ConnectAsync(string name, SignedIn user, NotificationReplica? replica = null) =>
        TestSocket.OpenAsync((replica ?? _service).Address, name, new { token = user.Token });

    public Task<TestSocket> OpenAsync(string name, object? auth = null, string query = "", Dictionary<string, string>? headers = null) =>
        TestSocket.OpenAsync(Address, name, auth, query, headers);

    public HttpClient Anonymous() => _service.CreateClient();

    public HttpClient For(Guid userId, string role = "user")
    {
        var client = _service.CreateClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", Issuer.UserToken(userId, "somebody", role));
        return client;
    }

    /// <summary>Sends an event as another service would. The broker has it when this returns.</summary>
    public Task PublishAsync<T>(T message, Guid? messageId = null)
        where T : class, IIntegrationEvent =>
        _service.Services.GetRequiredService<IBus>().Publish(message, context => context.MessageId = messageId ?? Guid.CreateVersion7());

    /// <summary>Waits until every consumer of events has consumed them: each has a queue of its own, and one may be done long before another.</summary>
    public Task ConsumedAsync<T>(params Guid[] messageIds)
        where T : class, IIntegrationEvent
    {
        var consumers = typeof(NotificationServices).Assembly.GetTypes().Count(type => type.IsAssignableTo(typeof(IConsumer<T>)));
        return Eventually.Async(
            async () => await CountAsync("SELECT count(*) FROM inbox_messages WHERE message_id = ANY ($1)", messageIds) == messageIds.Length * consumers,
            Patience,
            $"all {consumers} consumers of {typeof(T).Name} have consumed it");
    }

    public async Task<Guid> RegisterAsync(string role = "user", DateTimeOffset? at = null, string? email = null)
    {
        var userId = Guid.CreateVersion7();
        await PublishAsync(new UserRegistered(userId, "somebody", email, role, "plex", at ?? TimeProvider.System.GetUtcNow()));
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

    public async Task<IReadOnlyList<string>> TextsAsync(string sql, params object[] parameters)
    {
        await using var command = _source.CreateCommand(sql);
        command.Parameters.AddRange(parameters.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        await using var reader = await command.ExecuteReaderAsync();
        List<string> texts = [];
        while (await reader.ReadAsync())
        {
            texts.Add(reader.GetString(0));
        }

        return texts;
    }

    public async Task ExecuteAsync(string sql, params object[] parameters)
    {
        await using var command = _source.CreateCommand(sql);
        command.Parameters.AddRange(parameters.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        await command.ExecuteNonQueryAsync();
    }

    public async Task<long> CountAsync(string sql, params object[] parameters)
    {
        await using var command = _source.CreateCommand(sql);
        command.Parameters.AddRange(parameters.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        return (long)(await command.ExecuteScalarAsync())!;
    }

    public virtual async ValueTask DisposeAsync()
    {
        await _service.DisposeAsync();
        await _source.DisposeAsync();
        await _redisConnection.CloseAsync();
        await Issuer.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private async Task<NotificationReplica> StartAsync(int concurrentMessages, IReadOnlyDictionary<string, string>? more = null)
    {
        Dictionary<string, string> settings = new(Settings, StringComparer.OrdinalIgnoreCase)
        {
            ["ConnectionStrings:notification-db"] = _database,
            ["ConnectionStrings:rabbitmq"] = _broker,
            ["ConnectionStrings:redis"] = _redis.ConnectionString,
            ["Redis:KeyPrefix"] = _redis.KeyPrefix,
            ["services:auth:http:0"] = Issuer.Address,
            ["SocketIO:AllowedOrigins:0"] = AllowedOrigin,
            ["Encryption:Key"] = EncryptionKey,
            ["Realtime:AckTimeout"] = "00:01:00",
            ["Messaging:ConcurrentMessages"] = concurrentMessages.ToString(System.Globalization.CultureInfo.InvariantCulture),
            ["Logging:LogLevel:Default"] = "Warning",
        };
        foreach (var (key, value) in (await MoreAsync()).Concat(more ?? NoSettings))
        {
            settings[key] = value;
        }

        return await NotificationReplica.StartAsync(settings);
    }

    private async Task<IReadOnlyDictionary<string, string>> MoreAsync() => MoreSettings is null ? NoSettings : await MoreSettings(this);
}

/// <summary>Somebody with a session.</summary>
public sealed record SignedIn(Guid UserId, Guid SessionId, string Token);

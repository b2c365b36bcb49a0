using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MediaNest.Simulators;
using MediaNest.Testing;
using MediaNest.Testing.Identity;
using Npgsql;

namespace MediaNest.Media.Tests.Hosting;

/// <summary>The media service over real PostgreSQL, Redis and RabbitMQ and simulated TMDB and Overseerr; any number of replicas of it.</summary>
public class MediaApp : IAsyncLifetime
{
    public const string WebhookSecret = "the-webhook-secret";
    public static readonly TimeSpan Patience = Eventually.Patience;

    private readonly List<MediaReplica> _replicas = [];
    private TestIssuer _issuer = null!;
    private NpgsqlDataSource _database = null!;

    public SimulatorHost Simulators { get; private set; } = null!;

    public FakePlexService Plex { get; private set; } = null!;

    public Dictionary<string, string> Settings { get; } = [];

    /// <summary>Changes the settings before the first replica starts.</summary>
    public Action<Dictionary<string, string>> Configure { get; init; } = _ => { };

    /// <summary>Whether Overseerr's webhooks reach the service.</summary>
    public bool Webhooks { get; init; } = true;

    public bool StartsReplica { get; init; } = true;

    public async ValueTask InitializeAsync()
    {
        _issuer = await TestIssuer.StartAsync();
        Plex = await FakePlexService.StartAsync();
        Simulators = await SimulatorHost.StartAsync();
        var redis = await TestServers.RedisAsync();
        var database = await TestServers.CreateDatabaseAsync();
        _database = NpgsqlDataSource.Create(database);
        Settings["ConnectionStrings:media-db"] = database;
        Settings["ConnectionStrings:rabbitmq"] = await TestServers.CreateVirtualHostAsync();
        Settings["ConnectionStrings:redis"] = redis.ConnectionString;
        Settings["Redis:KeyPrefix"] = redis.KeyPrefix;
        Settings["services:auth:http:0"] = _issuer.Address;
        Settings["services:plex:http:0"] = Plex.Address;
        Settings["ServiceAuth:ClientSecret"] = new string('s', 40);
        Settings["Tmdb:BaseUrl"] = Simulators.UrlOf(Systems.Tmdb) + "/3";
        Settings["Tmdb:ApiKey"] = "sim-tmdb-key";
        Settings["Overseerr:BaseUrl"] = Simulators.UrlOf(Systems.Overseerr);
        Settings["Overseerr:ApiKey"] = "sim-overseerr-key";
        Settings["Overseerr:WebhookSecret"] = WebhookSecret;
        Settings["Fulfilment:PollSeconds"] = "0.2";
        Settings["Fulfilment:MinBackoffSeconds"] = "0.05";
        Settings["Fulfilment:MaxBackoffSeconds"] = "0.3";
        Settings["Resilience:overseerr:OpenFor"] = "00:00:00.2";
        Settings["Resilience:overseerr:RetryDelay"] = "00:00:00.02";
        Settings["Resilience:tmdb:OpenFor"] = "00:00:00.2";
        Settings["Resilience:tmdb:RetryDelay"] = "00:00:00.02";
        Settings["Logging:LogLevel:Default"] = "Warning";
        Configure(Settings);
        if (StartsReplica)
            await StartReplicaAsync();
    }

    /// <summary>Another instance on the same database, cache and queues; the latest gets the webhooks.</summary>
    public async Task<MediaReplica> StartReplicaAsync()
    {
        var replica = new MediaReplica(Settings);
        _replicas.Add(replica);
        replica.StartServer();
        if (Webhooks)
        {
            await Simulators.Control.ChangeSettingsAsync(new ControlSettings
            {
                WebhookUrl = replica.Address + "api/v1/webhooks/overseerr",
                WebhookAuthorization = WebhookSecret,
            });
        }

        return replica;
    }

    public HttpClient Anonymous() => _replicas[^1].CreateHttpClient();

    public HttpClient For(Guid userId, string role = "user", string name = "somebody") => For(_replicas[^1], userId, role, name);

    public HttpClient For(MediaReplica replica, Guid userId, string role = "user", string name = "somebody")
    {
        var client = replica.CreateHttpClient();
        client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", _issuer.UserToken(userId, name, role));
        return client;
    }

    public HttpClient Admin() => For(TestIssuer.AdminId, "admin", "the admin");

    public string Token(Guid userId, string role) => _issuer.UserToken(userId, "somebody", role);

    public IServiceProvider Services => _replicas[^1].Services;

    /// <summary>Asks for a title as somebody new, and gives the request's id.</summary>
    public async Task<Guid> RequestAsync(int tmdbId, string mediaType = "movie", int[]? seasons = null, Guid? userId = null)
    {
        using var client = For(userId ?? Guid.CreateVersion7());
        using var response = await client.PostAsJsonAsync("/api/v1/media/request", new { tmdbId, mediaType, seasons });
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.Created, await response.Content.ReadAsStringAsync());
        return (await response.DataAsync()).GetProperty("id").GetGuid();
    }

    public async Task ApproveAsync(Guid requestId)
    {
        using var admin = Admin();
        using var response = await admin.PostAsync(new Uri($"/api/v1/admin/requests/{requestId}/approve", UriKind.Relative), content: null);
        response.StatusCode.ShouldBe(System.Net.HttpStatusCode.OK, await response.Content.ReadAsStringAsync());
    }

    public async Task<Guid> RequestAndApproveAsync(int tmdbId, string mediaType = "movie", int[]? seasons = null)
    {
        var id = await RequestAsync(tmdbId, mediaType, seasons);
        await ApproveAsync(id);
        return id;
    }

    public async Task<JsonElement> GetAsync(Guid requestId)
    {
        using var admin = Admin();
        using var response = await admin.GetAsync(new Uri($"/api/v1/media/requests/{requestId}", UriKind.Relative));
        response.EnsureSuccessStatusCode();
        return await response.DataAsync();
    }

    public async Task<JsonElement> WaitForAsync(Guid requestId, string status)
    {
        JsonElement request = default;
        try
        {
            await Eventually.Async(
                async () =>
                {
                    request = await GetAsync(requestId);
                    return request.GetProperty("status").GetString() == status;
                },
                Patience,
                $"the request is {status}");
        }
        catch (TimeoutException late)
        {
            throw new TimeoutException($"{late.Message}. It is: {request}", late);
        }

        return request;
    }

    public async Task WaitForHistoryAsync(Guid requestId, params string[] states)
    {
        var request = await WaitForAsync(requestId, states[^1]);
        request.GetProperty("history").EnumerateArray().Select(move => move.GetProperty("to").GetString()).ShouldBe(states);
    }

    /// <summary>How many requests Overseerr has for a title.</summary>
    public async Task<IReadOnlyList<JsonElement>> InOverseerrAsync(int tmdbId)
    {
        var all = await Simulators.Control.RequestsAsync();
        return [.. all.Select(request => JsonSerializer.SerializeToElement(request)).Where(request => request.GetProperty("media").GetProperty("tmdbId").GetInt32() == tmdbId)];
    }

    public async Task<int> OverseerrIdAsync(Guid requestId) =>
        (await GetAsync(requestId)).GetProperty("submission").GetProperty("overseerrId").GetInt32();

    public async Task<T> QueryAsync<T>(string sql, params object[] parameters)
    {
        await using var command = _database.CreateCommand(sql);
        command.Parameters.AddRange(parameters.Select(value => new NpgsqlParameter { Value = value }).ToArray());
        return (T)(await command.ExecuteScalarAsync())!;
    }

    /// <summary>The events of a type that went out, or will, about a request; in order.</summary>
    public async Task<IReadOnlyList<JsonElement>> EventsAsync(string type, Guid requestId)
    {
        var found = new List<JsonElement>();
        await using var command = _database.CreateCommand("SELECT body FROM outbox_messages WHERE type LIKE $1 AND body::text LIKE $2 ORDER BY sequence");
        command.Parameters.Add(new NpgsqlParameter { Value = $"%{type}%" });
        command.Parameters.Add(new NpgsqlParameter { Value = $"%{requestId}%" });
        await using var reader = await command.ExecuteReaderAsync();
        while (await reader.ReadAsync())
            found.Add(JsonDocument.Parse(reader.GetString(0)).RootElement.Clone());
        return found;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var replica in _replicas)
            await replica.DisposeAsync();
        await _database.DisposeAsync();
        await Simulators.DisposeAsync();
        await Plex.DisposeAsync();
        await _issuer.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    public static async Task<MediaApp> StartAsync(Action<Dictionary<string, string>>? configure = null, bool webhooks = true, bool replica = true)
    {
        var app = new MediaApp { Configure = configure ?? (_ => { }), Webhooks = webhooks, StartsReplica = replica };
        await app.InitializeAsync();
        return app;
    }
}

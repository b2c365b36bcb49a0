using MediaNest.Auth.Data;
using MediaNest.Simulators;
using MediaNest.Testing;
using MediaNest.Testing.Smtp;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Identity;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Npgsql;
using StackExchange.Redis;

namespace MediaNest.Auth.Tests.App;

/// <summary>The auth service on a port of its own, with a database, Redis keys, a virtual host and a simulated plex.tv nobody else uses.</summary>
internal sealed class AuthApp : IAsyncDisposable
{
    public const string ServiceSecret = "a-secret-that-all-services-share-0123456789";
    public const string EncryptionKey = "MDEyMzQ1Njc4OWFiY2RlZjAxMjM0NTY3ODlhYmNkZWY=";
    public const string CsrfKey = "a-key-that-auth-and-gateway-share-0123456789";

    private readonly Factory _factory;

    private AuthApp(Factory factory, SimulatorHost simulators, string database, RedisHandle redis, MailFolder mail)
    {
        _factory = factory;
        Simulators = simulators;
        Database = database;
        RedisHandle = redis;
        Mail = mail;
        Anonymous = Client(token: null);
    }

    /// <summary>A client that is not signed in and keeps no cookies.</summary>
    public ApiClient Anonymous { get; }

    public SimulatorHost Simulators { get; }

    public string Database { get; }

    public RedisHandle RedisHandle { get; }

    /// <summary>What was sent, unless a test gave the app a mail server.</summary>
    public MailFolder Mail { get; }

    public ShiftedClock Clock => _factory.Clock;

    public IServiceProvider Services => _factory.Services;

    public IDatabase Redis => Services.GetRequiredService<IConnectionMultiplexer>().GetDatabase();

    public Uri BaseAddress => _factory.ClientOptions.BaseAddress;

    public static async Task<AuthApp> StartAsync(string environment = "Production", Action<IDictionary<string, string?>>? configure = null, string? database = null, Action<IServiceCollection>? services = null)
    {
        var simulators = await SimulatorHost.StartAsync();
        var redis = await TestServers.RedisAsync();
        var mail = new MailFolder(Directory.CreateTempSubdirectory("medianest-auth-mail-").FullName);
        database ??= await TestServers.CreateDatabaseAsync();
        var settings = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase)
        {
            ["ConnectionStrings:auth-db"] = database,
            ["ConnectionStrings:redis"] = redis.ConnectionString,
            ["ConnectionStrings:rabbitmq"] = await TestServers.CreateVirtualHostAsync(),
            ["Redis:KeyPrefix"] = redis.KeyPrefix,
            ["PlexTv:BaseUrl"] = simulators.UrlOf(Systems.PlexTv),
            ["ServiceAuth:ClientSecret"] = ServiceSecret,
            ["Encryption:Key"] = EncryptionKey,
            ["Csrf:Key"] = CsrfKey,
            ["Email:DropFolder"] = mail.Path,
        };
        configure?.Invoke(settings);
        var factory = new Factory(environment, settings, services);
        factory.UseKestrel(0);
        factory.StartServer();
        return new AuthApp(factory, simulators, database, redis, mail);
    }

    /// <summary>A client with this access token.</summary>
    public ApiClient Client(string? token) => new(new HttpClient(new LargeBodies(new SocketsHttpHandler { UseCookies = false })) { BaseAddress = BaseAddress }, token);

    public async Task<T> WithDatabaseAsync<T>(Func<AuthDbContext, Task<T>> use)
    {
        await using var scope = Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<AuthDbContext>());
    }

    /// <summary>The bodies of the events of one type that were published so far, sent already or not.</summary>
    public async Task<IReadOnlyList<System.Text.Json.JsonElement>> EventsAsync(string type)
    {
        await using var connection = new NpgsqlConnection(Database);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand("SELECT body::text FROM outbox_messages WHERE type LIKE $1 ORDER BY sequence", connection);
        command.Parameters.AddWithValue($"%{type}%");
        await using var reader = await command.ExecuteReaderAsync();
        List<System.Text.Json.JsonElement> events = [];
        while (await reader.ReadAsync())
        {
            using var document = System.Text.Json.JsonDocument.Parse(reader.GetString(0));
            events.Add(document.RootElement.Clone());
        }

        return events;
    }

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        await Simulators.DisposeAsync();
        Directory.Delete(Mail.Path, recursive: true);
    }

    private sealed class Factory(string environment, Dictionary<string, string?> settings, Action<IServiceCollection>? configure) : WebApplicationFactory<AuthDbContext>
    {
        public ShiftedClock Clock { get; } = new();

        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment(environment);
            foreach (var (key, value) in settings)
            {
                builder.UseSetting(key, value);
            }

            builder.ConfigureLogging(logging => logging.ClearProviders());
            builder.ConfigureServices(services =>
            {
                services.Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock));
                // the work of a real hash is no subject of most tests
                services.Configure<PasswordHasherOptions>(options => options.IterationCount = 1_000);
                configure?.Invoke(services);
            });
        }
    }
}

using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MediaNest.Plex.Data;
using MediaNest.Simulators;
using MediaNest.Testing;
using MediaNest.Testing.Identity;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNest.Plex.Tests.Hosting;

/// <summary>The plex service on real servers, before the simulated Plex.</summary>
internal sealed class PlexApp : IAsyncDisposable
{
    public const string WebhookSecret = "a-secret-of-sixteen-and-more";

    private readonly WebApplicationFactory<PlexDbContext> _factory;

    private PlexApp(WebApplicationFactory<PlexDbContext> factory, TestIssuer issuer, SimulatorHost simulator, Dictionary<string, string> settings)
    {
        _factory = factory;
        Issuer = issuer;
        Simulator = simulator;
        Settings = settings;
    }

    public TestIssuer Issuer { get; }

    public SimulatorHost Simulator { get; }

    public Dictionary<string, string> Settings { get; }

    public IServiceProvider Services => _factory.Services;

    public static async Task<PlexApp> StartAsync(params (string Key, string Value)[] settings)
    {
        var app = await StartEmptyAsync(settings);
        using var client = app.Alice();
        await Eventually.Async(
            async () => (await (await client.GetAsync("/api/v1/plex/libraries")).DataAsync()).GetProperty("libraries").EnumerateArray()
                .Count(library => library.GetProperty("count").GetInt32() > 0) >= 2,
            Eventually.Patience,
            "both libraries are read");
        return app;
    }

    /// <summary>As <see cref="StartAsync"/>, without waiting for the index.</summary>
    public static async Task<PlexApp> StartEmptyAsync(params (string Key, string Value)[] settings)
    {
        var simulator = await SimulatorHost.StartAsync();
        var issuer = await TestIssuer.StartAsync();
        var redis = await TestServers.RedisAsync();
        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:plex-db"] = await TestServers.CreateDatabaseAsync(),
            ["ConnectionStrings:redis"] = redis.ConnectionString,
            ["ConnectionStrings:rabbitmq"] = await TestServers.CreateVirtualHostAsync(),
            ["Redis:KeyPrefix"] = redis.KeyPrefix,
            ["services:auth:http:0"] = issuer.Address,
            ["Plex:BaseUrl"] = simulator.UrlOf(Systems.Pms),
            ["Plex:Token"] = "sim-plex-token",
            ["Plex:WebhookSecret"] = WebhookSecret,
            // what a test has just put there is seen by its next question
            ["Plex:LiveLookSeconds"] = "0",
            ["Logging:LogLevel:Default"] = "Warning",
            ["PlexTv:BaseUrl"] = simulator.UrlOf(Systems.PlexTv),
            ["Resilience:plex:Retries"] = "0",
            ["Resilience:plex:OpenFor"] = "00:00:00.3",
            ["Resilience:plex:TrialCalls"] = "1",
        };
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        var app = new PlexApp(new Factory(all), issuer, simulator, all);
        using var client = app.Client(null);
        await Eventually.Async(async () => (await client.GetAsync("/health/ready")).IsSuccessStatusCode, Eventually.Patience, "the plex service is ready");
        return app;
    }

    /// <summary>A second replica on the same servers.</summary>
    public WebApplicationFactory<PlexDbContext> CreateReplica() => new Factory(Settings);

    public HttpClient Client(string? token)
    {
        var client = _factory.CreateClient();
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public HttpClient Alice() => Client(Issuer.UserToken());

    public HttpClient Admin() => Client(Issuer.AdminToken());

    public HttpClient Media() => Client(Issuer.ServiceToken("media"));

    /// <summary>A title of the catalogue that the library does not have.</summary>
    public async Task<int> MissingAsync(string type, int which = 0)
    {
        await using var scope = Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PlexDbContext>();
        var present = await database.Items.Where(item => item.MediaType == type && item.TmdbId != null).Select(item => item.TmdbId!.Value).ToListAsync();
        using var http = new HttpClient();
        var answer = await http.GetFromJsonAsync<JsonElement>($"{Simulator.UrlOf(Systems.Tmdb)}/discover/{type}?api_key=sim-tmdb-key&page=1");
        return answer.GetProperty("results").EnumerateArray().Select(title => title.GetProperty("id").GetInt32()).Where(id => !present.Contains(id)).ElementAt(which);
    }

    /// <summary>A title that the library has.</summary>
    public async Task<int> PresentAsync(string type)
    {
        await using var scope = Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PlexDbContext>();
        return await database.Items.Where(item => item.MediaType == type && item.TmdbId != null).OrderBy(item => item.RatingKey).Select(item => item.TmdbId!.Value).FirstAsync();
    }

    /// <summary>How many events of a type this service has put into its outbox, about one title or all.</summary>
    public async Task<int> CountEventsAsync(string type, int? tmdbId = null)
    {
        await using var scope = Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PlexDbContext>();
        var id = tmdbId?.ToString(System.Globalization.CultureInfo.InvariantCulture);
        return await database.Database.SqlQuery<int>(
            $"SELECT count(*)::int AS \"Value\" FROM outbox_messages WHERE split_part(split_part(type, ',', 1), '.', 3) = {type} AND ({id}::text IS NULL OR body ->> 'tmdbId' = {id})").SingleAsync();
    }

    public async ValueTask DisposeAsync()
    {
        await _factory.DisposeAsync();
        await Issuer.DisposeAsync();
        await Simulator.DisposeAsync();
    }

    private sealed class Factory(Dictionary<string, string> settings) : WebApplicationFactory<PlexDbContext>
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

internal static class Answers
{
    public static async Task<JsonElement> JsonAsync(this HttpResponseMessage response, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(expected, body);
        return JsonElement.Parse(body);
    }

    public static async Task<JsonElement> DataAsync(this HttpResponseMessage response, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var json = await response.JsonAsync(expected);
        json.GetProperty("success").GetBoolean().ShouldBeTrue();
        return json.GetProperty("data");
    }

    public static async Task<JsonElement> ErrorAsync(this HttpResponseMessage response, HttpStatusCode expected)
    {
        var json = await response.JsonAsync(expected);
        json.GetProperty("success").GetBoolean().ShouldBeFalse();
        json.GetProperty("correlationId").GetString().ShouldNotBeNullOrEmpty();
        return json.GetProperty("error");
    }

    public static bool IsStale(this JsonElement answer) =>
        answer.TryGetProperty("meta", out var meta) && meta.TryGetProperty("stale", out var stale) && stale.ValueKind == JsonValueKind.True;
}

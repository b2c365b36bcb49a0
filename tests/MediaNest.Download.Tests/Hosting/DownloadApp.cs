using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using MediaNest.Download.Data;
using MediaNest.Testing;
using MediaNest.Testing.Identity;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNest.Download.Tests.Hosting;

/// <summary>The download service on real servers, with a root of its own.</summary>
internal sealed class DownloadApp : IAsyncDisposable
{
    private static int _lastVideo;

    private WebApplicationFactory<DownloadDbContext> _factory;

    private DownloadApp(WebApplicationFactory<DownloadDbContext> factory, TestIssuer issuer, VideoSite site, IReadOnlyDictionary<string, string> settings)
    {
        _factory = factory;
        Issuer = issuer;
        Site = site;
        Settings = settings;
        Root = settings["YouTube:DownloadRoot"];
    }

    public TestIssuer Issuer { get; }

    public VideoSite Site { get; }

    public string Root { get; }

    public string WorkRoot => Path.Combine(Root, ".medianest-work");

    public IReadOnlyDictionary<string, string> Settings { get; }

    public IServiceProvider Services => _factory.Services;

    public static async Task<DownloadApp> StartAsync(params (string Key, string Value)[] settings)
    {
        var site = await VideoSite.StartAsync();
        var issuer = await TestIssuer.StartAsync();
        var all = await SettingsAsync(site, issuer);
        foreach (var (key, value) in settings)
        {
            all[key] = value;
        }

        var factory = new Factory(all);
        var app = new DownloadApp(factory, issuer, site, all);
        await app.ReadyAsync();
        return app;
    }

    /// <summary>Stops the service; the servers and files stay.</summary>
    public ValueTask StopAsync() => _factory.DisposeAsync();

    /// <summary>Stops the service, does something, and starts it again.</summary>
    public async Task RestartAsync(Action between)
    {
        await StopAsync();
        between();
        _factory = new Factory(new Dictionary<string, string>(Settings, StringComparer.Ordinal));
        await ReadyAsync();
    }

    /// <summary>A video id nobody has used, so that tests do not meet in each other's downloads.</summary>
    public static string NewVideo() => "test" + Interlocked.Increment(ref _lastVideo).ToString("D7", System.Globalization.CultureInfo.InvariantCulture);

    public HttpClient Client(string? token)
    {
        var client = _factory.CreateClient();
        client.DefaultRequestHeaders.Authorization = token is null ? null : new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public HttpClient Alice() => Client(Issuer.UserToken());

    public HttpClient Bob() => Client(Issuer.UserToken(Guid.CreateVersion7(), "bob"));

    public HttpClient Admin() => Client(Issuer.AdminToken());

    /// <summary>Messages this service has put into its outbox for a download, by type.</summary>
    public async Task<IReadOnlyList<string>> EventsOfAsync(string downloadId)
    {
        await using var scope = Services.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<DownloadDbContext>();
        return await database.Database.SqlQuery<string>(
            $"SELECT split_part(split_part(type, ',', 1), '.', 3) AS \"Value\" FROM outbox_messages WHERE body ->> 'downloadId' = {downloadId} ORDER BY sequence").ToListAsync();
    }

    public async ValueTask DisposeAsync()
    {
        Site.HoldAfterBytes = null;
        await _factory.DisposeAsync();
        await Issuer.DisposeAsync();
        await Site.DisposeAsync();
        Directory.Delete(Root, recursive: true);
    }

    private async Task ReadyAsync()
    {
        using var client = Client(null);
        await Eventually.Async(async () => (await client.GetAsync("/health/ready")).IsSuccessStatusCode, Eventually.Patience, "the download service is ready");
    }

    private static async Task<Dictionary<string, string>> SettingsAsync(VideoSite site, TestIssuer issuer)
    {
        var redis = await TestServers.RedisAsync();
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["ConnectionStrings:download-db"] = await TestServers.CreateDatabaseAsync(),
            ["ConnectionStrings:redis"] = redis.ConnectionString,
            ["ConnectionStrings:rabbitmq"] = await TestServers.CreateVirtualHostAsync(),
            ["Redis:KeyPrefix"] = redis.KeyPrefix,
            ["services:auth:http:0"] = issuer.Address,
            ["YouTube:DownloadRoot"] = Directory.CreateTempSubdirectory("medianest-downloads-").FullName,
            ["YouTube:PageBaseUrl"] = site.Address,
            ["YouTube:RetryDelaySeconds"] = "0.1",
            ["YouTube:PollSeconds"] = "0.2",
            ["YouTube:LeaseSeconds"] = "4",
            ["Logging:LogLevel:Default"] = "Warning",
        };
    }

    private sealed class Factory(Dictionary<string, string> settings) : WebApplicationFactory<DownloadDbContext>
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
    public static async Task<JsonElement> DataAsync(this HttpResponseMessage response, HttpStatusCode expected = HttpStatusCode.OK)
    {
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(expected, body);
        var json = JsonElement.Parse(body);
        json.GetProperty("success").GetBoolean().ShouldBeTrue();
        return json.GetProperty("data");
    }

    public static async Task<JsonElement> ErrorAsync(this HttpResponseMessage response, HttpStatusCode expected)
    {
        var body = await response.Content.ReadAsStringAsync();
        response.StatusCode.ShouldBe(expected, body);
        var json = JsonElement.Parse(body);
        json.GetProperty("success").GetBoolean().ShouldBeFalse();
        json.GetProperty("correlationId").GetString().ShouldNotBeNullOrEmpty();
        return json.GetProperty("error");
    }

    public static async Task<string> QueueAsync(this HttpClient client, string video, string quality = "720p", string format = "mp4")
    {
        var response = await client.PostAsJsonAsync("/api/v1/youtube/download", new { url = $"https://youtu.be/{video}", quality, format });
        return (await response.DataAsync(HttpStatusCode.Accepted)).GetProperty("id").GetString()!;
    }

    public static async Task<JsonElement> ReachesAsync(this HttpClient client, string id, params string[] states)
    {
        JsonElement last = default;
        await Eventually.Async(
            async () =>
            {
                last = await (await client.GetAsync($"/api/v1/youtube/downloads/{id}")).DataAsync();
                return states.Contains(last.GetProperty("status").GetString());
            },
            Eventually.Patience,
            $"the download is {string.Join(" or ", states)}");
        return last;
    }
}

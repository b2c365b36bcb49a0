using System.Net.Http.Headers;
using System.Text.Json;
using MediaNest.Testing;
using MediaNest.Testing.Identity;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace MediaNest.Gateway.Tests;

/// <summary>Somebody who is signed in.</summary>
internal sealed record Caller(Guid Id, string SessionId, string Token);

/// <summary>The real gateway on a loopback port, with real Redis, an issuer of tokens and loopback services behind it.</summary>
internal sealed class TestGateway : IAsyncDisposable
{
    public const string CsrfKey = "a secret for tests, of enough characters";

    private readonly WebApplicationFactory<Program> _factory;
    private readonly IConnectionMultiplexer _redis;
    private readonly string _prefix;

    private TestGateway(
        WebApplicationFactory<Program> factory, HttpClient client, IConnectionMultiplexer redis, string prefix, TestIssuer issuer, Dictionary<string, FakeService> services)
    {
        _factory = factory;
        Client = client;
        _redis = redis;
        _prefix = prefix;
        Issuer = issuer;
        Services = services;
    }

    public HttpClient Client { get; }

    public TestIssuer Issuer { get; }

    public IReadOnlyDictionary<string, FakeService> Services { get; }

    public IDatabase Redis => _redis.GetDatabase();

    public string KeyPrefix => _prefix;

    /// <summary>What this gateway's keys in Redis begin with.</summary>
    public string Prefix => _prefix;

    public IServiceProvider Provider => _factory.Services;

    /// <summary>Starts one. Limits are out of the way unless the settings say otherwise.</summary>
    public static async Task<TestGateway> StartAsync(
        Dictionary<string, string>? settings = null,
        TimeProvider? time = null,
        string? redis = null,
        string environment = "Production",
        Action<IServiceCollection>? configure = null)
    {
        var shared = await TestServers.RedisAsync();
        var issuer = await TestIssuer.StartAsync(time);
        var services = new Dictionary<string, FakeService>(StringComparer.Ordinal);
        foreach (var name in new[] { "auth", "media", "plex", "download", "notification", "operations" })
        {
            services[name] = await FakeService.StartAsync(name);
        }

        var all = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["urls"] = "http://127.0.0.1:0",
            ["ConnectionStrings:redis"] = redis ?? shared.ConnectionString,
            ["Redis:KeyPrefix"] = shared.KeyPrefix,
            ["Redis:TimeoutMilliseconds"] = "2000",
            ["Tokens:Jwks:Address"] = $"{issuer.Address}/.well-known/jwks.json",
            ["Csrf:Key"] = CsrfKey,
            ["ServiceAuth:ClientSecret"] = FakeAuth.Secret,
            ["RateLimiting:Profiles:standard:everything:Limit"] = "100000",
            ["RateLimiting:Profiles:standard:api:Limit"] = "100000",
            ["RateLimiting:Profiles:standard:webhooks:Limit"] = "100000",
            ["Proxy:HealthInterval"] = "00:00:00.200",
        };
        foreach (var service in services.Values)
        {
            all[$"services:{service.Name}:http:0"] = service.Address;
        }

        foreach (var (key, value) in settings ?? [])
        {
            all[key] = value;
        }

        var factory = new WebApplicationFactory<Program>().WithWebHostBuilder(host =>
        {
            host.UseEnvironment(environment);
            host.ConfigureLogging(logging => logging.ClearProviders());
            foreach (var (key, value) in all)
            {
                host.UseSetting(key, value);
            }

            host.ConfigureTestServices(provider =>
            {
                if (time is not null)
                {
                    provider.Replace(ServiceDescriptor.Singleton(time));
                }

                configure?.Invoke(provider);
            });
        });
        factory.UseKestrel();
        factory.StartServer();
        var address = factory.Services.GetRequiredService<Microsoft.AspNetCore.Hosting.Server.IServer>().Features.GetRequiredFeature<IServerAddressesFeature>().Addresses.Single();
        var client = new HttpClient(new LargeBodies(new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false }))
        {
            BaseAddress = new Uri(address),
        };
        return new TestGateway(
            factory, client, await ConnectionMultiplexer.ConnectAsync(redis ?? shared.ConnectionString), all["Redis:KeyPrefix"], issuer, services);
    }

    /// <summary>Starts a second one, with the first one's Redis, keys and services.</summary>
    public static Task<TestGateway> StartBesideAsync(TestGateway first, FakeService? secondNotification = null)
    {
        var settings = first.Services.Values.ToDictionary(service => $"services:{service.Name}:http:0", service => service.Address, StringComparer.Ordinal);
        if (secondNotification is not null)
        {
            settings["services:notification:http:1"] = secondNotification.Address;
        }

        settings["Redis:KeyPrefix"] = first._prefix;
        settings["Tokens:Jwks:Address"] = $"{first.Issuer.Address}/.well-known/jwks.json";
        return StartAsync(settings);
    }

    /// <summary>Signs a new user in, as auth would: state and session in Redis.</summary>
    public async Task<Caller> SignInAsync(string role = "user")
    {
        var id = Guid.CreateVersion7();
        var session = Guid.CreateVersion7().ToString();
        await SetUserAsync(id, "active", role);
        await Redis.HashSetAsync(SessionKey(session), [new("uid", id.ToString()), new("role", role), new("created", "0")]);
        await Redis.KeyExpireAsync(SessionKey(session), TimeSpan.FromMinutes(5));
        return new Caller(id, session, Issuer.UserToken(id, "alice", role, session));
    }

    public Task SetUserAsync(Guid id, string state, string role = "user") =>
        Redis.HashSetAsync($"{_prefix}user:{id}", [new("state", state), new("role", role)]);

    public RedisKey SessionKey(string session) => $"{_prefix}session:{session}";

    public Task<HttpResponseMessage> GetAsync(string path, string? token = null) => SendAsync(HttpMethod.Get, path, token);

    public Task<HttpResponseMessage> SendAsync(
        HttpMethod method, string path, string? token = null, HttpContent? content = null, Action<HttpRequestMessage>? prepare = null)
    {
        var request = new HttpRequestMessage(method, path) { Content = content };
        if (token is not null)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        }

        prepare?.Invoke(request);
        return Client.SendAsync(request);
    }

    /// <summary>Stops the gateway alone, as its process would be told to.</summary>
    public Task StopAsync() => _factory.Services.GetRequiredService<IHost>().StopAsync();

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _factory.DisposeAsync();
        _redis.Dispose();
        await Issuer.DisposeAsync();
        foreach (var service in Services.Values)
        {
            await service.DisposeAsync();
        }
    }
}

internal static class Answers
{
    /// <summary>What the service saw, from its echo.</summary>
    public static async Task<Seen> SeenAsync(this Task<HttpResponseMessage> answering)
    {
        using var answer = await answering;
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(200, text);
        return JsonSerializer.Deserialize<Seen>(text, JsonSerializerOptions.Web)!;
    }

    /// <summary>Holds that the answer is the failure envelope with this status and code.</summary>
    public static async Task<HttpResponseMessage> ShouldFailAsync(this Task<HttpResponseMessage> answering, int status, string code)
    {
        var answer = await answering;
        var text = await answer.Content.ReadAsStringAsync();
        ((int)answer.StatusCode).ShouldBe(status, text);
        using var envelope = JsonDocument.Parse(text);
        envelope.RootElement.GetProperty("success").GetBoolean().ShouldBeFalse();
        envelope.RootElement.GetProperty("error").GetProperty("code").GetString().ShouldBe(code);
        envelope.RootElement.GetProperty("error").GetProperty("message").GetString().ShouldNotBeNullOrWhiteSpace();
        envelope.RootElement.GetProperty("correlationId").GetString().ShouldBe(answer.Headers.GetValues("X-Correlation-ID").Single());
        answer.Headers.GetValues("X-Content-Type-Options").Single().ShouldBe("nosniff");
        return answer;
    }

    public static string Header(this HttpResponseMessage answer, string name) =>
        answer.Headers.TryGetValues(name, out var values) || answer.Content.Headers.TryGetValues(name, out values) ? string.Join("|", values) : "";
}

using System.Net.Http.Json;
using System.Text.Json;
using MediaNest.Notification.Data;
using MediaNest.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace MediaNest.Notification.Tests;

/// <summary>An instance of the service on a port of its own.</summary>
public sealed class NotificationReplica : IAsyncDisposable
{
    private readonly Factory _factory;

    private NotificationReplica(Factory factory) => _factory = factory;

    public Uri Address => _factory.ClientOptions.BaseAddress;

    public IServiceProvider Services => _factory.Services;

    public static async Task<NotificationReplica> StartAsync(IReadOnlyDictionary<string, string> settings)
    {
        var factory = new Factory(settings);
        // sockets want a real server
        factory.UseKestrel(0);
        factory.StartServer();
        var replica = new NotificationReplica(factory);
        using var client = replica.CreateClient();
        await Eventually.Async(
            async () => (await client.GetFromJsonAsync<JsonElement>("/health/ready")).GetProperty("status").GetString() == "ok",
            Eventually.Patience,
            "the service consumes");
        return replica;
    }

    public HttpClient CreateClient() => _factory.CreateClient();

    public ValueTask DisposeAsync() => _factory.DisposeAsync();

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

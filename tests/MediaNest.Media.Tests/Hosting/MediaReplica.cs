using MediaNest.Media.Data;
using MediaNest.Testing;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;

namespace MediaNest.Media.Tests.Hosting;

/// <summary>One instance of the service, on a real port, so that webhooks reach it.</summary>
public sealed class MediaReplica : IAsyncDisposable
{
    private readonly Factory _factory;

    public MediaReplica(IReadOnlyDictionary<string, string> settings)
    {
        _factory = new Factory(settings);
        _factory.UseKestrel(0);
    }

    public IServiceProvider Services => _factory.Services;

    public Uri Address => _factory.ClientOptions.BaseAddress;

    public void StartServer() => _factory.StartServer();

    public HttpClient CreateHttpClient() => new(new LargeBodies(new SocketsHttpHandler())) { BaseAddress = Address };

    public ValueTask DisposeAsync() => _factory.DisposeAsync();

    private sealed class Factory(IReadOnlyDictionary<string, string> settings) : WebApplicationFactory<MediaDbContext>
    {
        protected override void ConfigureWebHost(IWebHostBuilder builder)
        {
            builder.UseEnvironment("Production");
            foreach (var (key, value) in settings)
                builder.UseSetting(key, value);
        }
    }
}

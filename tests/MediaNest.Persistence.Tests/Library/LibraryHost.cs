using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace MediaNest.Persistence.Tests.Library;

/// <summary>A replica of a service with nothing but a database.</summary>
internal sealed class LibraryHost : IAsyncDisposable
{
    private readonly IHost _host;
    private bool _started;

    private LibraryHost(IHost host) => _host = host;

    public IServiceProvider Services => _host.Services;

    public static LibraryHost Create(string? connectionString, params (string Key, string Value)[] settings) => Create(connectionString, _ => { }, settings);

    public static LibraryHost Create(string? connectionString, Action<IServiceCollection> configure, params (string Key, string Value)[] settings)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings());
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?> { ["ConnectionStrings:library-db"] = connectionString });
        builder.Configuration.AddInMemoryCollection(settings.ToDictionary(setting => setting.Key, string? (setting) => setting.Value));
        builder.AddServiceDatabase<LibraryDbContext>("library-db").MigrateOnStart<LibraryDbContext>();
        configure(builder.Services);
        return new LibraryHost(builder.Build());
    }

    public static async Task<LibraryHost> StartAsync(string connectionString)
    {
        var host = Create(connectionString, ("Database:MaxStartupDelaySeconds", "1"));
        await host.StartAsync();
        return host;
    }

    public async Task StartAsync()
    {
        await _host.StartAsync();
        _started = true;
    }

    public async Task<T> QueryAsync<T>(Func<LibraryDbContext, Task<T>> query)
    {
        await using var scope = Services.CreateAsyncScope();
        return await query(scope.ServiceProvider.GetRequiredService<LibraryDbContext>());
    }

    public Task<List<string>> TextsAsync(FormattableString sql) =>
        QueryAsync(database => database.Database.SqlQuery<string>(sql).ToListAsync());

    public async Task<HealthStatus> HealthAsync() =>
        (await Services.GetRequiredService<HealthCheckService>().CheckHealthAsync(check => check.Tags.Contains("ready"))).Status;

    public async ValueTask DisposeAsync()
    {
        if (_started)
            await _host.StopAsync();
        if (_host is IAsyncDisposable disposable)
            await disposable.DisposeAsync();
    }
}

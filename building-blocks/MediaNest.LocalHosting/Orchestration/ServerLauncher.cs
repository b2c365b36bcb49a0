using Aspire.Hosting;
using Aspire.Hosting.ApplicationModel;
using MediaNest.LocalHosting.Servers;

namespace MediaNest.LocalHosting.Orchestration;

/// <summary>Runs a private PostgreSQL, Redis or RabbitMQ, unless configuration gives the address of one.</summary>
internal sealed class ServerLauncher(ServerResource resource, ApplicationPlan plan, ConsoleLog log) : IResourceLauncher
{
    private NativeServer? _server;

    public string Address => resource.ConfiguredConnectionString is null ? $"127.0.0.1:{_server?.Port}" : "as configured";

    /// <summary>The private PostgreSQL, to make databases in.</summary>
    internal PostgresServer? Postgres => _server as PostgresServer;

    /// <summary>The program it needs on this machine.</summary>
    internal static string? ProgramOf(Resource resource) => resource switch
    {
        ServerResource { ConfiguredConnectionString: not null } => null,
        PostgresServerResource => "postgres",
        RedisResource => "redis-server",
        RabbitMQServerResource => "rabbitmq-server",
        _ => null,
    };

    public async Task<RunningResource?> LaunchAsync(CancellationToken cancellationToken)
    {
        if (resource.ConfiguredConnectionString is not null)
        {
            return null;
        }

        _server ??= Create(await resource.PasswordParameter.GetValueAsync(cancellationToken));
        await _server.StartAsync(cancellationToken);
        resource.StartedConnectionString = _server.ConnectionString;
        return new RunningResource(_server.Exited, _server.StopAsync);
    }

    private NativeServer Create(string? password)
    {
        var options = new NativeServerOptions
        {
            Directory = Folder(),
            Port = resource.RequestedPort,
            Password = password,
            Durable = resource.DataVolume is not null,
            Output = line => log.Output(resource.Name, line),
        };
        return resource switch
        {
            PostgresServerResource => new PostgresServer(options),
            RedisResource => new RedisServer(options),
            RabbitMQServerResource => new RabbitMqServer(options),
            _ => throw new DistributedApplicationException($"'{resource.Name}' is a server of an unknown kind."),
        };
    }

    private string Folder()
    {
        if (resource.DataVolume is { } volume)
        {
            return Path.Combine(plan.Store.Value.Folder, "data", volume);
        }

        var passing = Path.Combine(plan.Store.Value.Folder, "run", resource.Name);
        if (Directory.Exists(passing))
        {
            Directory.Delete(passing, recursive: true);
        }

        return passing;
    }
}

/// <summary>Makes a database.</summary>
internal sealed class DatabaseLauncher(PostgresDatabaseResource resource, ServerLauncher server) : IResourceLauncher
{
    public string Address => resource.DatabaseName;

    public async Task<RunningResource?> LaunchAsync(CancellationToken cancellationToken)
    {
        if (server.Postgres is { } postgres && resource.ConfiguredConnectionString is null)
        {
            await postgres.EnsureDatabaseAsync(resource.DatabaseName, cancellationToken);
        }

        return null;
    }
}

/// <summary>A resource that is only an address.</summary>
internal sealed class AddressLauncher : IResourceLauncher
{
    public string Address => "as configured";

    public Task<RunningResource?> LaunchAsync(CancellationToken cancellationToken) => Task.FromResult<RunningResource?>(null);
}

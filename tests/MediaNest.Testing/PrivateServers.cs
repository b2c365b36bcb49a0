using MediaNest.LocalHosting.Servers;
using MediaNest.Testing.Shared;

namespace MediaNest.Testing;

/// <summary>Servers of one test's own, which it may stop, kill and start again.</summary>
public static class PrivateServers
{
    /// <summary>Starts a RabbitMQ (about ten seconds).</summary>
    public static Task<PrivateServer> StartRabbitMqAsync(CancellationToken cancellationToken = default) =>
        PrivateServer.StartAsync("rabbitmq-server", options => new RabbitMqServer(options), cancellationToken);

    /// <summary>Starts a Redis, which keeps its data over a restart.</summary>
    public static Task<PrivateServer> StartRedisAsync(CancellationToken cancellationToken = default) =>
        PrivateServer.StartAsync("redis-server", options => new RedisServer(options), cancellationToken);

    /// <summary>Starts a PostgreSQL.</summary>
    public static Task<PrivateServer> StartPostgresAsync(CancellationToken cancellationToken = default) =>
        PrivateServer.StartAsync("postgres", options => new PostgresServer(options), cancellationToken);
}

/// <summary>A server of one test's own. Disposing stops it and deletes its data.</summary>
public sealed class PrivateServer : IAsyncDisposable
{
    private readonly NativeServer _server;
    private readonly string _directory;
    private readonly IDisposable _owner;

    private PrivateServer(NativeServer server, string directory, IDisposable owner)
    {
        _server = server;
        _directory = directory;
        _owner = owner;
    }

    /// <summary>The administrator's connection string, the same after every start.</summary>
    public string ConnectionString => _server.ConnectionString;

    /// <summary>The port on 127.0.0.1.</summary>
    public int Port => _server.Port;

    /// <summary>Starts it again after <see cref="StopAsync"/> or <see cref="KillAsync"/>, on the same port with the same data.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default) => _server.StartAsync(cancellationToken);

    /// <summary>Stops it properly.</summary>
    public Task StopAsync() => _server.StopAsync();

    /// <summary>Kills it, as a crash would.</summary>
    public Task KillAsync() => _server.KillAsync();

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _server.DisposeAsync();
        _owner.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    internal static async Task<PrivateServer> StartAsync(
        string program,
        Func<NativeServerOptions, NativeServer> create,
        CancellationToken cancellationToken)
    {
        await Prerequisites.EnsureAsync([program], Console.Error.WriteLine, cancellationToken);
        var (directory, owner) = await SharedInstance.CreatePrivateFolderAsync(cancellationToken);
        var server = create(new NativeServerOptions { Directory = Path.Combine(directory, "server") });
        await server.StartAsync(cancellationToken);
        return new PrivateServer(server, directory, owner);
    }
}

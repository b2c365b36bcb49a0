using MediaNest.SocketIO.Redis;
using MediaNest.SocketIO.Tests.Sockets;
using MediaNest.Testing;
using StackExchange.Redis;

namespace MediaNest.SocketIO.Tests.Redis;

/// <summary>Servers that Redis joins, with the namespace of <see cref="RecoveryTests.Configure"/>.</summary>
internal sealed class Replicas : IAsyncDisposable
{
    private readonly List<SocketServer> _servers = [];
    private readonly List<ConnectionMultiplexer> _connections = [];

    private Replicas(string keyPrefix) => KeyPrefix = keyPrefix;

    public string KeyPrefix { get; }

    public SocketServer First => _servers[0];

    public SocketServer Second => _servers[1];

    public SocketServer Third => _servers[2];

    /// <summary>A connection of the first's.</summary>
    public ConnectionMultiplexer Connection => _connections[0];

    public static async Task<Replicas> StartAsync(int count = 2)
    {
        var redis = await TestServers.RedisAsync(TestContext.Current.CancellationToken);
        return await StartAsync(redis.ConnectionString, redis.KeyPrefix, count);
    }

    public static async Task<Replicas> StartAsync(string connectionString, string keyPrefix, int count = 2)
    {
        var replicas = new Replicas(keyPrefix);
        for (var i = 0; i < count; i++)
        {
            replicas._connections.Add(await ConnectAsync(connectionString));
            replicas._servers.Add(await ServeAsync(replicas._connections[i], keyPrefix));
        }

        return replicas;
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        foreach (var connection in _connections)
        {
            connection.Dispose();
        }
    }

    private static async Task<SocketServer> ServeAsync(ConnectionMultiplexer redis, string keyPrefix)
    {
        var server = await SocketServer.StartAsync(RecoveryTests.Configure, options => options.RecoverySeconds = 120, redis, keyPrefix);
        await StartedAsync(server);
        return server;
    }

    /// <summary>Waits until a server hears the others and reads the log.</summary>
    public static Task StartedAsync(SocketServer server) =>
        ((RedisAdapter)server.IO.Of("/").Adapter).Started.WaitAsync(Eventually.Patience, TestContext.Current.CancellationToken);

    // as MediaNest connects
    public static async Task<ConnectionMultiplexer> ConnectAsync(string connectionString)
    {
        var options = ConfigurationOptions.Parse(connectionString);
        options.AbortOnConnectFail = false;
        options.ReconnectRetryPolicy = new LinearRetry(200);
        var connection = await ConnectionMultiplexer.ConnectAsync(options);
        connection.PreserveAsyncOrder = false;
        return connection;
    }
}

using System.Collections.Concurrent;
using MediaNest.SocketIO.Connections;
using MediaNest.SocketIO.Engine;
using MediaNest.SocketIO.Protocol;
using MediaNest.SocketIO.Rooms;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace MediaNest.SocketIO;

/// <summary>The Socket.IO server: its namespaces. A singleton, to be injected wherever something is sent.</summary>
public sealed class SocketIOServer : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<SocketNamespace>> _namespaces = new(StringComparer.Ordinal);

    internal SocketIOServer(
        IOptions<SocketIOOptions> options,
        SocketIOTelemetry telemetry,
        ISocketAdapterFactory adapters,
        TimeProvider time,
        ILogger<SocketIOServer> logger)
    {
        Options = options.Value;
        Telemetry = telemetry;
        Adapters = adapters;
        Time = time;
        Logger = logger;
        Json = new PayloadJson(Options.Json);
        Users = new UserConnections(Options.MaxConnectionsPerUser);
        Clients = new ClientRegistry(this, TimeSpan.FromMilliseconds(Options.ConnectTimeoutMilliseconds));
    }

    internal SocketIOOptions Options { get; }

    internal SocketIOTelemetry Telemetry { get; }

    internal ISocketAdapterFactory Adapters { get; }

    internal TimeProvider Time { get; }

    internal ILogger Logger { get; }

    internal PayloadJson Json { get; }

    internal UserConnections Users { get; }

    internal ClientRegistry Clients { get; }

    internal ConcurrentBag<EngineServer> Engines { get; } = [];

    /// <summary>A namespace, made when it is first asked for. Clients can join every one that was.</summary>
    /// <param name="name">With or without the leading <c>/</c>; no comma.</param>
    /// <exception cref="ArgumentException">The name is empty or has a comma.</exception>
    public SocketNamespace Of(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (name.Contains(',', StringComparison.Ordinal))
        {
            throw new ArgumentException("The protocol allows no comma in a namespace's name.", nameof(name));
        }

        var full = name.StartsWith('/') ? name : "/" + name;
        return _namespaces.GetOrAdd(full, static (key, server) => new Lazy<SocketNamespace>(() => new SocketNamespace(key, server)), this).Value;
    }

    /// <summary>Closes every connection; clients with recovery may go on at another instance.</summary>
    public async ValueTask DisposeAsync()
    {
        Clients.CloseAll(DisconnectReasons.ServerShuttingDown);
        Clients.Dispose();
        foreach (var engine in Engines)
        {
            engine.Dispose();
        }

        foreach (var known in _namespaces.Values)
        {
            await known.Value.Adapter.DisposeAsync();
        }
    }

    internal SocketNamespace? Find(string name) => _namespaces.TryGetValue(name, out var known) ? known.Value : null;
}

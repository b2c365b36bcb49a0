using System.Collections.Concurrent;
using MediaNest.SocketIO.Engine;

namespace MediaNest.SocketIO.Connections;

/// <summary>Binds Engine.IO's connections to their clients.</summary>
internal sealed class ClientRegistry(SocketIOServer server, TimeSpan connectTimeout) : IEngineHandler, IDisposable
{
    private readonly ConnectTimeouts _timeouts = new(connectTimeout, server.Time);
    private readonly ConcurrentDictionary<Client, bool> _clients = new();

    public void OnOpen(IEngineConnection connection)
    {
        var client = new Client(server, connection);
        connection.State = client;
        _clients[client] = true;
        _timeouts.Add(client);
    }

    public void OnText(IEngineConnection connection, ReadOnlySpan<byte> text) => ((Client)connection.State!).OnText(text);

    public void OnBinary(IEngineConnection connection, ReadOnlySpan<byte> data) => ((Client)connection.State!).OnBinary(data);

    public void OnClose(IEngineConnection connection, string reason)
    {
        if (connection.State is Client client && _clients.TryRemove(client, out _))
        {
            client.OnClosed(reason);
        }
    }

    public void CloseAll(string reason)
    {
        foreach (var client in _clients.Keys)
        {
            client.Connection.Close(reason);
        }
    }

    public void Dispose() => _timeouts.Dispose();
}

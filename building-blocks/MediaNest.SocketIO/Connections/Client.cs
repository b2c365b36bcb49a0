using MediaNest.SocketIO.Engine;
using MediaNest.SocketIO.Protocol;

namespace MediaNest.SocketIO.Connections;

/// <summary>One Engine.IO connection and the sockets on it, at most one a namespace.</summary>
internal sealed class Client(SocketIOServer server, IEngineConnection connection)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Socket?> _sockets = new(StringComparer.Ordinal); // null while middleware decides
    private readonly PacketAssembler _assembler = new(server.Options.MaxAttachments, server.Options.MaxPacketBytes);
    private readonly EventRate _connects = new(server.Options.MaxEventsPerSecond, server.Time);
    private HashSet<string>? _leftByServer;
    private HashSet<string>? _users;
    private bool _closed;

    public IEngineConnection Connection => connection;

    /// <summary>Whether the connection is over.</summary>
    public bool IsClosed
    {
        get
        {
            lock (_lock)
            {
                return _closed;
            }
        }
    }

    public void OnText(ReadOnlySpan<byte> text)
    {
        try
        {
            On(_assembler.Text(text));
        }
        catch (InvalidPacketException e)
        {
            Close(DisconnectReasons.ParseError, e.Message);
        }
    }

    public void OnBinary(ReadOnlySpan<byte> data)
    {
        try
        {
            On(_assembler.Binary(data));
        }
        catch (InvalidPacketException e)
        {
            Close(DisconnectReasons.ParseError, e.Message);
        }
    }

    public void OnClosed(string reason)
    {
        Socket[] sockets;
        lock (_lock)
        {
            _closed = true;
            sockets = [.. _sockets.Values.OfType<Socket>()];
            _sockets.Clear();
            foreach (var user in _users ?? [])
            {
                server.Users.Leave(user);
            }

            _users = null;
        }

        foreach (var socket in sockets)
        {
            socket.OnClosed(reason);
        }
    }

    /// <summary>Ends the connection and with it every socket.</summary>
    public void Close(string reason, string detail)
    {
        SocketIOLog.ConnectionClosed(server.Logger, reason, detail);
        server.Telemetry.Refused(reason);
        connection.Close(reason);
    }

    public void CloseIfWithoutNamespace()
    {
        lock (_lock)
        {
            if (_closed || _sockets.Values.Any(socket => socket is not null))
            {
                return;
            }
        }

        Close(DisconnectReasons.ForcedServerClose, "no namespace was joined in time");
    }

    /// <summary>Leaves every namespace, then closes the connection.</summary>
    public void DisconnectAll()
    {
        Socket[] sockets;
        lock (_lock)
        {
            sockets = [.. _sockets.Values.OfType<Socket>()];
        }

        foreach (var socket in sockets)
        {
            socket.Leave([]);
        }

        connection.Close(DisconnectReasons.ServerNamespaceDisconnect);
    }

    /// <summary>Counts the connection for a user, once.</summary>
    public bool TryCountFor(string user)
    {
        lock (_lock)
        {
            if (_closed || _users?.Contains(user) == true)
            {
                return true;
            }

            if (!server.Users.TryEnter(user))
            {
                return false;
            }

            (_users ??= new HashSet<string>(StringComparer.Ordinal)).Add(user);
            return true;
        }
    }

    /// <summary>Middleware let the socket in. False if the client did not wait for it.</summary>
    public bool TryAttach(Socket socket)
    {
        lock (_lock)
        {
            if (_closed || !_sockets.ContainsKey(socket.Namespace.Name))
            {
                return false;
            }

            _sockets[socket.Namespace.Name] = socket;
            return true;
        }
    }

    /// <summary>A socket, or an attempt at one, is over.</summary>
    public void Detach(string name, bool byServer)
    {
        lock (_lock)
        {
            if (_sockets.Remove(name) && byServer)
            {
                // the client may have sent more before it learns of it
                (_leftByServer ??= new HashSet<string>(StringComparer.Ordinal)).Add(name);
            }
        }
    }

    private void On(Packet? packet)
    {
        switch (packet)
        {
            case null:
                break;
            case { Type: PacketType.Connect }:
                Connect(packet);
                break;
            default:
                Dispatch(packet);
                break;
        }
    }

    private void Connect(Packet packet)
    {
        var name = packet.Namespace;
        if (_connects.Next() != RateVerdict.Accept)
        {
            Close(DisconnectReasons.ForcedServerClose, "too many attempts to join namespaces");
            return;
        }

        if (packet.Bytes > server.Options.MaxWaitingBytes)
        {
            Close(DisconnectReasons.ForcedServerClose, "what came to join a namespace is too large");
            return;
        }

        if (server.Find(name) is not { } joined)
        {
            server.Telemetry.Refused("invalid namespace");
            connection.TrySend(PacketWriter.ConnectError(name, "Invalid namespace", null, server.Options.Json));
            return;
        }

        bool isFree;
        lock (_lock)
        {
            isFree = _sockets.TryAdd(name, null);
            _leftByServer?.Remove(name);
        }

        if (isFree)
        {
            _ = joined.ConnectAsync(this, packet.Data, packet.Bytes);
        }
        else
        {
            Close(DisconnectReasons.ForcedServerClose, "the namespace is joined already");
        }
    }

    private void Dispatch(Packet packet)
    {
        Socket? socket;
        lock (_lock)
        {
            if (_sockets.TryGetValue(packet.Namespace, out socket) && socket is null && packet.Type == PacketType.Disconnect)
            {
                _sockets.Remove(packet.Namespace);
                return;
            }

            if (socket is null && (_closed || _leftByServer?.Contains(packet.Namespace) == true))
            {
                return;
            }
        }

        if (socket is null)
        {
            Close(DisconnectReasons.ForcedServerClose, "a packet for a namespace that is not joined");
            return;
        }

        socket.On(packet);
    }
}

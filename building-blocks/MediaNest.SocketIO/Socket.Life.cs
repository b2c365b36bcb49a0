using System.Diagnostics;
using System.Text.Json;
using MediaNest.SocketIO.Connections;
using MediaNest.SocketIO.Engine;
using MediaNest.SocketIO.Protocol;
using MediaNest.SocketIO.Recovery;

namespace MediaNest.SocketIO;

/// <content>From connection to disconnection.</content>
public sealed partial class Socket
{
    /// <summary>The state it had is not its own: it becomes a new socket. Called while it is in no table.</summary>
    internal void BecomeNew()
    {
        Id = SocketIds.New();
        Pid = SocketIds.New();
        Recovered = false;
        _items?.Clear();
        JoinedRooms = new HashSet<string>(StringComparer.Ordinal);
        _outbox.DropHeld();
    }

    /// <summary>Tells the client that it is connected, then what it missed, then what was held back since; then the application. False if it is over already.</summary>
    internal bool Open(IReadOnlyList<Frame[]> missed, Func<Task> onConnection)
    {
        if (Interlocked.CompareExchange(ref _state, 1, 0) != 0)
        {
            return false;
        }

        Namespace.Server.Telemetry.SocketOpened(Namespace.Name);
        Keep(); // before the client knows its pid
        _inbox.TryPost(onConnection, bytes: 0);
        _outbox.Open(PacketWriter.Connect(Namespace.Name, Id, Pid), missed);
        return true;
    }

    /// <summary>Something came from the client.</summary>
    internal void On(Packet packet)
    {
        switch (packet.Type)
        {
            case PacketType.Event:
                OnEvent(packet);
                break;
            case PacketType.Ack:
                _acks.Complete(packet);
                break;
            default:
                _client.Detach(Namespace.Name, byServer: false);
                OnClosed(DisconnectReasons.ClientNamespaceDisconnect);
                break;
        }
    }

    internal void Disconnect(bool close, Frame[] farewell)
    {
        if (close)
        {
            _client.DisconnectAll();
        }
        else
        {
            Leave(farewell);
        }
    }

    /// <summary>The server takes the socket out of its namespace, once.</summary>
    internal void Leave(Frame[] farewell)
    {
        if (Interlocked.Exchange(ref _left, 1) != 0)
        {
            return;
        }

        if (farewell.Length > 0)
        {
            Send(farewell, isVolatile: false);
        }

        Send(PacketWriter.Disconnect(Namespace.Name), isVolatile: false);
        _client.Detach(Namespace.Name, byServer: true);
        OnClosed(DisconnectReasons.ServerNamespaceDisconnect);
    }

    /// <summary>Its client has come back elsewhere; this one's connection is dead without our having noticed.</summary>
    internal void Evict()
    {
        var pid = Pid;
        Pid = null; // its state is the other's now
        Namespace.Remove(this, pid);
        OnClosed(DisconnectReasons.TransportClose);
        _client.Connection.Close(DisconnectReasons.TransportClose);
    }

    /// <summary>It is over, once.</summary>
    internal void OnClosed(string reason)
    {
        var before = Interlocked.Exchange(ref _state, 2);
        if (before == 2)
        {
            return;
        }

        if (before == 1)
        {
            Namespace.Server.Telemetry.SocketClosed(Namespace.Name);
        }

        var pid = Pid;
        if (pid is not null && before == 1)
        {
            if (DisconnectReasons.IsRecoverable(reason))
            {
                Namespace.Adapter.Keep(Session(pid), connected: false);
            }
            else
            {
                Namespace.Adapter.Forget(pid);
            }
        }

        Namespace.Remove(this, pid);
        _acks.Fail(reason);
        _inbox.Close(before == 1 ? () => Namespace.OnDisconnectedAsync(this, reason) : null);
        // whoever waits for it must not run here, within the connection's own closing
        _ = System.Threading.Volatile.Read(ref _disconnected)?.CancelAsync();
    }

    internal SocketInfo Info() => new(
        Id, [.. Rooms], UserKey, Handshake.Address?.ToString(), Handshake.IssuedAt, JsonItems());

    /// <summary>Keeps what it would need to return.</summary>
    internal void Keep()
    {
        if (Pid is { } pid && Connected)
        {
            Namespace.Adapter.Keep(Session(pid), connected: true);
        }
    }

    internal SocketSession Session(string pid) => new(
        pid, Id, [.. Rooms.Where(room => !string.Equals(room, Id, StringComparison.Ordinal))], JsonItems(), UserKey, Start);

    private Dictionary<string, JsonElement> JsonItems()
    {
        var json = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (var (key, value) in _items ?? [])
        {
            try
            {
                json[key] = JsonSerializer.SerializeToElement(value, Namespace.Server.Options.Json);
            }
            catch (Exception e) when (e is NotSupportedException or JsonException)
            {
                // an object of the application that is no data stays with its process
            }
        }

        return json;
    }

    private void OnEvent(Packet packet)
    {
        var server = Namespace.Server;
        server.Telemetry.Received(Namespace.Name);
        switch (_rate.Next())
        {
            case RateVerdict.Accept:
                var received = new SocketEvent(this, packet);
                if (!_inbox.TryPost(() => HandleAsync(received), packet.Bytes))
                {
                    _client.Close(DisconnectReasons.ForcedServerClose, "too many events wait for their handler");
                }

                break;
            case RateVerdict.DropAndTell:
                server.Telemetry.Refused("event rate");
                object error = new { code = "RATE_LIMITED", message = "Too many events: some were dropped.", timestamp = server.Time.GetUtcNow() };
                Send(PacketWriter.Event(Namespace.Name, "error", [error], null, Namespace.Json), isVolatile: false);
                break;
            case RateVerdict.Disconnect:
                _client.Close(DisconnectReasons.ForcedServerClose, "too many events a second");
                break;
        }
    }

    private async Task HandleAsync(SocketEvent received)
    {
        if (!Connected || Namespace.HandlerOf(received.Name) is not { } handler)
        {
            return;
        }

        var server = Namespace.Server;
        var started = server.Time.GetTimestamp();
        // nothing of the request that opened the connection belongs to the event: it is a trace of its own
        Activity.Current = null;
        using var activity = SocketIOTelemetry.Source.StartActivity($"{Namespace.Name} handle", ActivityKind.Consumer);
        activity?.SetTag("messaging.system", "socket.io");
        activity?.SetTag("messaging.destination.name", received.Name);
        try
        {
            await handler(this, received);
        }
        catch (OperationCanceledException) when (Disconnected.IsCancellationRequested)
        {
            // it was working for a client that has gone
        }
        catch (Exception e)
        {
            activity?.SetStatus(ActivityStatusCode.Error, e.Message);
            SocketIOLog.HandlerFailed(server.Logger, e, received.Name, Namespace.Name, Id);
            await Namespace.OnFailedAsync(this, received, e);
        }

        server.Telemetry.Handled(Namespace.Name, server.Time.GetElapsedTime(started).TotalSeconds);
    }
}

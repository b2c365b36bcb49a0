using System.Collections.Concurrent;
using System.Text.Json;
using MediaNest.SocketIO.Connections;
using MediaNest.SocketIO.Engine;
using MediaNest.SocketIO.Protocol;
using MediaNest.SocketIO.Recovery;
using MediaNest.SocketIO.Rooms;

namespace MediaNest.SocketIO;

/// <summary>A client in a namespace.</summary>
public sealed partial class Socket
{
    private readonly Client _client;
    private readonly Outbox _outbox;
    private readonly Inbox _inbox;
    private readonly EventRate _rate;
    private readonly PendingAcks _acks = new();
    private ConcurrentDictionary<string, object?>? _items;
    private CancellationTokenSource? _disconnected;
    private int _state; // 0 joining, 1 connected, 2 over
    private int _left; // 1 once the server has taken it out

    internal Socket(Client client, SocketNamespace @namespace, JsonElement? auth, int authBytes, SocketSession? session)
    {
        _client = client;
        Namespace = @namespace;
        Handshake = new SocketHandshake(client.Connection.Handshake, auth);
        var server = @namespace.Server;
        _outbox = new Outbox(client.Connection, server.Options.MaxWaitingBytes);
        _inbox = new Inbox(server.Options.MaxWaitingEvents, server.Options.MaxWaitingBytes - authBytes);
        _rate = new EventRate(server.Options.MaxEventsPerSecond, server.Time);
        Id = session?.Sid ?? SocketIds.New();
        Pid = session?.Pid ?? (server.Options.RecoverySeconds > 0 ? SocketIds.New() : null);
        Recovered = session is not null;
        if (session is not null)
        {
            foreach (var (key, value) in session.Items)
            {
                Items[key] = value;
            }
        }

        JoinedRooms = new HashSet<string>(session?.Rooms ?? [], StringComparer.Ordinal);
    }

    /// <summary>Names the socket; not the connection's id, and no secret. The same after a recovery.</summary>
    public string Id { get; private set; }

    /// <summary>The namespace.</summary>
    public SocketNamespace Namespace { get; }

    /// <summary>How it came.</summary>
    public SocketHandshake Handshake { get; }

    /// <summary>What the application keeps with it. What can be written as JSON comes back after a recovery, as <see cref="JsonElement"/>.</summary>
    public ConcurrentDictionary<string, object?> Items => LazyInitializer.EnsureInitialized(
        ref _items, static () => new ConcurrentDictionary<string, object?>(concurrencyLevel: 1, capacity: 2, StringComparer.Ordinal));

    /// <summary>
    /// Whose it is; set by middleware, or null. Connections are counted by it (<see cref="SocketIOOptions.MaxConnectionsPerUser"/>), and state is recovered
    /// only for the same one.
    /// </summary>
    public string? UserKey { get; set; }

    /// <summary>Whether it is a socket that was disconnected and has its id, rooms, items and missed packets again.</summary>
    public bool Recovered { get; private set; }

    /// <summary>Whether it is connected.</summary>
    public bool Connected => System.Threading.Volatile.Read(ref _state) == 1;

    /// <summary>Cancelled when it is disconnected.</summary>
    public CancellationToken Disconnected
    {
        get
        {
            var source = LazyInitializer.EnsureInitialized(ref _disconnected);
            // it may have come too late for the disconnection to see it
            return System.Threading.Volatile.Read(ref _state) == 2 ? new CancellationToken(canceled: true) : source.Token;
        }
    }

    /// <summary>The rooms it is in; its id is one.</summary>
    public IReadOnlyCollection<string> Rooms => Namespace.Table.RoomsOf(this);

    /// <summary>Everyone in the namespace but this socket.</summary>
    public BroadcastOperator Broadcast => Namespace.Except(Id);

    /// <summary>This socket, for events it need not get: dropped while it cannot be written to, and not recovered.</summary>
    public BroadcastOperator Volatile => Namespace.To(Id).Local.Volatile;

    internal string? Pid { get; private set; }

    internal bool RecoveryDeclined { get; private set; }

    internal string? Start { get; set; }

    /// <summary>Guarded by the <see cref="RoomTable"/>.</summary>
    internal HashSet<string> JoinedRooms { get; private set; }

    /// <summary>Everyone in the room but this socket.</summary>
    /// <param name="rooms">Room names.</param>
    public BroadcastOperator To(params string[] rooms) => Namespace.To(rooms).Except(Id);

    /// <summary>Joins rooms. A room is there while somebody is in it.</summary>
    /// <param name="rooms">Room names.</param>
    public Task JoinAsync(params string[] rooms)
    {
        ArgumentNullException.ThrowIfNull(rooms);
        Join(rooms);
        return Task.CompletedTask;
    }

    /// <summary>Leaves rooms.</summary>
    /// <param name="rooms">Room names.</param>
    public Task LeaveAsync(params string[] rooms)
    {
        ArgumentNullException.ThrowIfNull(rooms);
        LeaveRooms(rooms);
        return Task.CompletedTask;
    }

    /// <summary>For middleware: the socket becomes a new one, for its rooms and what it missed are not its client's any more.</summary>
    public void DeclineRecovery() => RecoveryDeclined = true;

    /// <summary>Sends an event. Nothing happens if the socket is disconnected (but a recovered one gets it then).</summary>
    /// <param name="eventName">Its name.</param>
    /// <param name="arguments">What goes with it; <c>byte[]</c> and <c>ReadOnlyMemory&lt;byte&gt;</c> at any depth go as binary.</param>
    /// <exception cref="ArgumentException">The name is one of the protocol's own.</exception>
    public Task EmitAsync(string eventName, params object?[] arguments)
    {
        ReservedEvents.ThrowIfReserved(eventName);
        ArgumentNullException.ThrowIfNull(arguments);
        if (Pid is not null)
        {
            return Namespace.To(Id).EmitAsync(eventName, arguments);
        }

        Send(PacketWriter.Event(Namespace.Name, eventName, arguments, null, Namespace.Json), isVolatile: false);
        Namespace.Server.Telemetry.Sent(Namespace.Name, 1);
        return Task.CompletedTask;
    }

    /// <summary>Sends an event and waits for the client's acknowledgement. Never recovered.</summary>
    /// <typeparam name="T">What the client answers; <see cref="SocketValue"/> for anything.</typeparam>
    /// <param name="eventName">Its name.</param>
    /// <param name="timeout">How long to wait; positive.</param>
    /// <param name="arguments">What goes with it.</param>
    /// <returns>The first argument of the acknowledgement; default if it has none.</returns>
    /// <exception cref="ArgumentException">The name is one of the protocol's own.</exception>
    /// <exception cref="TimeoutException">No acknowledgement came in time.</exception>
    /// <exception cref="SocketDisconnectedException">The socket is disconnected.</exception>
    /// <exception cref="JsonException">The answer has another shape.</exception>
    public async Task<T?> EmitWithAckAsync<T>(string eventName, TimeSpan timeout, params object?[] arguments)
    {
        ReservedEvents.ThrowIfReserved(eventName);
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        var id = Namespace.NextAckId();
        var answer = AskAsync(id, timeout);
        Send(PacketWriter.Event(Namespace.Name, eventName, arguments, id, Namespace.Json), isVolatile: false);
        Namespace.Server.Telemetry.Sent(Namespace.Name, 1);
        var (value, attachments) = await answer;
        return value is null ? default : new SocketValue(value.Value, attachments, Namespace.Json).Read<T>();
    }

    /// <summary>Disconnects the socket; nothing more is handled of what it sent.</summary>
    /// <param name="close">Whether to close the connection too, with all its namespaces.</param>
    public Task DisconnectAsync(bool close = false)
    {
        Disconnect(close, []);
        return Task.CompletedTask;
    }

    /// <summary>Tells the client why and disconnects the socket, in one step: it is told once, whoever else disconnects it at the same time.</summary>
    /// <param name="eventName">The name of its last event.</param>
    /// <param name="arguments">What goes with it.</param>
    /// <exception cref="ArgumentException">The name is one of the protocol's own.</exception>
    public Task DisconnectAsync(string eventName, params object?[] arguments)
    {
        ReservedEvents.ThrowIfReserved(eventName);
        ArgumentNullException.ThrowIfNull(arguments);
        Disconnect(close: false, PacketWriter.Event(Namespace.Name, eventName, arguments, null, Namespace.Json));
        return Task.CompletedTask;
    }

    internal async Task<AckAnswer> AskAsync(long id, TimeSpan timeout)
    {
        try
        {
            var packet = await _acks.Expect(id).WaitAsync(timeout, Namespace.Server.Time, CancellationToken.None);
            var data = packet.Data!.Value;
            return new AckAnswer(data.GetArrayLength() == 0 ? null : data[0], packet.Attachments);
        }
        finally
        {
            _acks.Forget(id);
        }
    }

    internal bool Send(ReadOnlySpan<Frame> frames, bool isVolatile) => System.Threading.Volatile.Read(ref _state) != 2 && _outbox.Send(frames, isVolatile);

    internal void Join(string[] rooms)
    {
        Namespace.Table.Join(this, rooms);
        Keep();
    }

    internal void LeaveRooms(string[] rooms)
    {
        Namespace.Table.Leave(this, rooms);
        Keep();
    }
}

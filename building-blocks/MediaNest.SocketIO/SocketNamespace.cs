using System.Diagnostics;
using MediaNest.SocketIO.Engine;
using MediaNest.SocketIO.Protocol;
using MediaNest.SocketIO.Rooms;

namespace MediaNest.SocketIO;

/// <summary>A namespace: its middleware and handlers, and its sockets as an audience.</summary>
public sealed partial class SocketNamespace
{
    private readonly List<Func<Socket, CancellationToken, Task>> _middleware = [];
    private readonly List<Func<Socket, Task>> _onConnection = [];
    private readonly List<Func<Socket, string, Task>> _onDisconnect = [];
    private readonly Dictionary<string, Func<Socket, SocketEvent, Task>> _handlers = new(StringComparer.Ordinal);
    private Func<Socket, SocketEvent, Task>? _onUnknown;
    private Func<Socket, SocketEvent, Exception, Task>? _onError;
    private Action<Socket, string, bool>? _onAcknowledgement;
    private long _ackId;

    internal SocketNamespace(string name, SocketIOServer server)
    {
        Name = name;
        Server = server;
        Adapter = server.Adapters.Create(this);
    }

    /// <summary>Begins with <c>/</c>.</summary>
    public string Name { get; }

    /// <summary>Sockets of this instance.</summary>
    public IReadOnlyCollection<Socket> Sockets => Table.Select(Audience.Everyone);

    /// <summary>Only this instance's sockets.</summary>
    public BroadcastOperator Local => All.Local;

    /// <summary>For events that need not arrive: dropped where a client cannot be written to, and not recovered.</summary>
    public BroadcastOperator Volatile => All.Volatile;

    internal SocketIOServer Server { get; }

    internal ISocketAdapter Adapter { get; }

    internal RoomTable Table { get; } = new();

    internal PayloadJson Json => Server.Json;

    private BroadcastOperator All => new(this);

    /// <summary>Adds middleware, run in order for every socket that wants in, a recovered one too.</summary>
    /// <param name="middleware">Throws <see cref="ConnectRefusedException"/> to refuse the socket; another exception refuses it without telling why.</param>
    public void Use(Func<Socket, CancellationToken, Task> middleware) => _middleware.Add(middleware);

    /// <summary>Runs when a socket is connected, before the first of its events is handled.</summary>
    /// <param name="handler">Gets the socket.</param>
    public void OnConnection(Func<Socket, Task> handler) => _onConnection.Add(handler);

    /// <summary>Runs when a socket is disconnected, after the handler that was running.</summary>
    /// <param name="handler">Gets the socket and one of <see cref="DisconnectReasons"/>.</param>
    public void OnDisconnect(Func<Socket, string, Task> handler) => _onDisconnect.Add(handler);

    /// <summary>Handles an event. The handlers of one socket run one at a time, in the order its events came.</summary>
    /// <param name="eventName">The event.</param>
    /// <param name="handler">What it throws is logged and given to <see cref="OnError"/>; the socket stays.</param>
    /// <exception cref="ArgumentException">The event has a handler already, or its name is one of the protocol's own.</exception>
    public void On(string eventName, Func<Socket, SocketEvent, Task> handler)
    {
        ReservedEvents.ThrowIfReserved(eventName);
        _handlers.Add(eventName, handler);
    }

    /// <summary>Handles every event without a handler of its own.</summary>
    /// <param name="handler">The handler.</param>
    public void OnUnknown(Func<Socket, SocketEvent, Task> handler) => _onUnknown = handler;

    /// <summary>Runs when a handler throws, for instance to send a failing acknowledgement.</summary>
    /// <param name="handler">Gets the socket, its event and the exception.</param>
    public void OnError(Func<Socket, SocketEvent, Exception, Task> handler) => _onError = handler;

    /// <summary>Hears of every receiver of <see cref="BroadcastOperator.EmitAskingAsync"/> on this instance.</summary>
    /// <param name="observer">Gets the socket, the event's name and whether it was acknowledged in time; is quick and does not throw.</param>
    public void OnAcknowledgement(Action<Socket, string, bool> observer) => _onAcknowledgement = observer;

    /// <summary>The sockets in any of the rooms; a socket's id is a room.</summary>
    /// <param name="rooms">Room names.</param>
    public BroadcastOperator To(params string[] rooms) => All.To(rooms);

    /// <inheritdoc cref="To"/>
    public BroadcastOperator In(params string[] rooms) => All.To(rooms);

    /// <summary>Everyone but the sockets in any of the rooms.</summary>
    /// <param name="rooms">Room names.</param>
    public BroadcastOperator Except(params string[] rooms) => All.Except(rooms);

    /// <inheritdoc cref="BroadcastOperator.EmitAsync"/>
    public Task EmitAsync(string eventName, params object?[] arguments) => All.EmitAsync(eventName, arguments);

    /// <inheritdoc cref="BroadcastOperator.EmitWithAckAsync"/>
    public Task<BroadcastAnswers<T>> EmitWithAckAsync<T>(string eventName, TimeSpan timeout, params object?[] arguments) =>
        All.EmitWithAckAsync<T>(eventName, timeout, arguments);

    /// <inheritdoc cref="BroadcastOperator.FetchSocketsAsync"/>
    public Task<IReadOnlyList<SocketInfo>> FetchSocketsAsync(CancellationToken cancellationToken = default) => All.FetchSocketsAsync(cancellationToken);

    /// <inheritdoc cref="BroadcastOperator.DisconnectSocketsAsync(bool)"/>
    public Task DisconnectSocketsAsync(bool close = false) => All.DisconnectSocketsAsync(close);

    /// <inheritdoc cref="BroadcastOperator.DisconnectSocketsAsync(string, object?[])"/>
    public Task DisconnectSocketsAsync(string eventName, params object?[] arguments) => All.DisconnectSocketsAsync(eventName, arguments);

    internal long NextAckId() => Interlocked.Increment(ref _ackId);

    internal Func<Socket, SocketEvent, Task>? HandlerOf(string eventName) => _handlers.GetValueOrDefault(eventName, _onUnknown!);

    /// <summary>To this instance's sockets.</summary>
    internal void Deliver(Audience audience, Frame[] frames, bool isVolatile)
    {
        var sockets = Table.Select(audience);
        foreach (var socket in sockets)
        {
            socket.Send(frames, isVolatile);
        }

        Server.Telemetry.Sent(Name, sockets.Count);
    }

    /// <summary>Sends an event without id to this instance's sockets, as a question; null for those that do not answer in time.</summary>
    internal Task<AckAnswer?>[] Ask(Audience audience, Frame[] frames, TimeSpan timeout)
    {
        var id = NextAckId();
        var question = PacketWriter.WithId(Name, frames, id);
        Task<AckAnswer?>[] asked = [.. Table.Select(audience).Select(socket => AskAsync(socket, question, id, timeout))];
        Server.Telemetry.Sent(Name, asked.Length);
        return asked;
    }

    internal async Task<AckRound> AskHereAsync(Audience audience, Frame[] frames, TimeSpan timeout)
    {
        var answers = await Task.WhenAll(Ask(audience, frames, timeout));
        return new AckRound([.. answers.OfType<AckAnswer>()], answers.Length, SilentInstances: 0);
    }

    /// <summary>Asks this instance's sockets; nobody waits.</summary>
    internal void AskAndTell(Audience audience, Frame[] frames, string eventName, TimeSpan timeout)
    {
        var id = NextAckId();
        var question = PacketWriter.WithId(Name, frames, id);
        var sockets = Table.Select(audience);
        foreach (var socket in sockets)
        {
            _ = AskAndTellAsync(socket, question, id, eventName, timeout);
        }

        Server.Telemetry.Sent(Name, sockets.Count);
    }

    internal void Apply(Audience audience, SocketCommand command)
    {
        foreach (var socket in Table.Select(audience).ToArray())
        {
            command.Apply(socket);
        }
    }

    internal async Task OnDisconnectedAsync(Socket socket, string reason)
    {
        Activity.Current = null;
        foreach (var handler in _onDisconnect)
        {
            await GuardedAsync(socket, "disconnect", () => handler(socket, reason));
        }
    }

    internal async Task OnFailedAsync(Socket socket, SocketEvent received, Exception exception)
    {
        if (_onError is { } filter)
        {
            await GuardedAsync(socket, received.Name, () => filter(socket, received, exception));
        }
    }

    private static async Task<AckAnswer?> AskAsync(Socket socket, Frame[] question, long id, TimeSpan timeout)
    {
        try
        {
            var answer = socket.AskAsync(id, timeout);
            socket.Send(question, isVolatile: false);
            return await answer;
        }
        catch (Exception e) when (e is TimeoutException or SocketDisconnectedException)
        {
            return null;
        }
    }

    private async Task AskAndTellAsync(Socket socket, Frame[] question, long id, string eventName, TimeSpan timeout)
    {
        var answer = await AskAsync(socket, question, id, timeout);
        _onAcknowledgement?.Invoke(socket, eventName, answer is not null);
    }

    private async Task OnConnectedAsync(Socket socket)
    {
        Activity.Current = null;
        foreach (var handler in _onConnection)
        {
            await GuardedAsync(socket, "connection", () => handler(socket));
        }

        socket.Keep();
    }

    private async Task GuardedAsync(Socket socket, string what, Func<Task> handler)
    {
        try
        {
            await handler();
        }
        catch (OperationCanceledException) when (socket.Disconnected.IsCancellationRequested)
        {
            // it was working for a socket that has gone
        }
        catch (Exception e)
        {
            SocketIOLog.HandlerFailed(Server.Logger, e, what, Name, socket.Id);
        }
    }
}

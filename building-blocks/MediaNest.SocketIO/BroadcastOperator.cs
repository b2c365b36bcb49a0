using System.Diagnostics;
using System.Text.Json;
using MediaNest.SocketIO.Protocol;
using MediaNest.SocketIO.Rooms;

namespace MediaNest.SocketIO;

/// <summary>An audience: some of a namespace's sockets. Immutable; every narrowing is a new one.</summary>
public sealed class BroadcastOperator
{
    private readonly SocketNamespace _namespace;
    private readonly Audience _audience;
    private readonly bool _isLocal;
    private readonly bool _isVolatile;

    internal BroadcastOperator(SocketNamespace @namespace)
        : this(@namespace, Audience.Everyone, isLocal: false, isVolatile: false)
    {
    }

    private BroadcastOperator(SocketNamespace @namespace, Audience audience, bool isLocal, bool isVolatile)
    {
        _namespace = @namespace;
        _audience = audience;
        _isLocal = isLocal;
        _isVolatile = isVolatile;
    }

    /// <summary>Only this instance's sockets; what goes to them is not recovered.</summary>
    public BroadcastOperator Local => new(_namespace, _audience, isLocal: true, _isVolatile);

    /// <summary>For events that need not arrive: dropped where a client cannot be written to, and not recovered.</summary>
    public BroadcastOperator Volatile => new(_namespace, _audience, _isLocal, isVolatile: true);

    /// <summary>Adds rooms: a socket in any of them belongs to the audience.</summary>
    /// <param name="rooms">Room names; a socket's id is a room.</param>
    public BroadcastOperator To(params string[] rooms) =>
        new(_namespace, _audience with { Rooms = [.. _audience.Rooms.Union(rooms, StringComparer.Ordinal)] }, _isLocal, _isVolatile);

    /// <inheritdoc cref="To"/>
    public BroadcastOperator In(params string[] rooms) => To(rooms);

    /// <summary>Leaves out the sockets in any of the rooms.</summary>
    /// <param name="rooms">Room names; a socket's id is a room.</param>
    public BroadcastOperator Except(params string[] rooms) =>
        new(_namespace, _audience with { Except = [.. _audience.Except.Union(rooms, StringComparer.Ordinal)] }, _isLocal, _isVolatile);

    /// <summary>Sends an event to the audience, encoded once. Done when it is on its way to the sockets of this instance.</summary>
    /// <param name="eventName">Its name.</param>
    /// <param name="arguments">What goes with it; <c>byte[]</c> and <c>ReadOnlyMemory&lt;byte&gt;</c> at any depth go as binary.</param>
    /// <exception cref="ArgumentException">The name is one of the protocol's own.</exception>
    public async Task EmitAsync(string eventName, params object?[] arguments)
    {
        ReservedEvents.ThrowIfReserved(eventName);
        ArgumentNullException.ThrowIfNull(arguments);
        using var activity = StartActivity(eventName);
        var frames = PacketWriter.Event(_namespace.Name, eventName, arguments, null, _namespace.Json);
        if (_isLocal)
        {
            _namespace.Deliver(_audience, frames, _isVolatile);
        }
        else
        {
            await _namespace.Adapter.EmitAsync(_audience, frames, _isVolatile);
        }
    }

    /// <summary>Sends an event to the audience's sockets on every instance and gathers their acknowledgements. Never recovered.</summary>
    /// <typeparam name="T">What a client answers; <see cref="SocketValue"/> for anything.</typeparam>
    /// <param name="eventName">Its name.</param>
    /// <param name="timeout">How long to wait for all; positive.</param>
    /// <param name="arguments">What goes with it.</param>
    /// <returns>What came in time.</returns>
    /// <exception cref="ArgumentException">The name is one of the protocol's own.</exception>
    public async Task<BroadcastAnswers<T>> EmitWithAckAsync<T>(string eventName, TimeSpan timeout, params object?[] arguments)
    {
        ReservedEvents.ThrowIfReserved(eventName);
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        var frames = PacketWriter.Event(_namespace.Name, eventName, arguments, null, _namespace.Json);
        var round = _isLocal ? await _namespace.AskHereAsync(_audience, frames, timeout) : await _namespace.Adapter.AskAsync(_audience, frames, timeout);
        List<T?> answers = [];
        foreach (var answer in round.Answers)
        {
            try
            {
                answers.Add(answer.Value is { } value ? new SocketValue(value, answer.Attachments, _namespace.Json).Read<T>() : default);
            }
            catch (JsonException)
            {
                // of another shape: none
            }
        }

        return new BroadcastAnswers<T>(answers, round.Asked, round.SilentInstances);
    }

    /// <summary>
    /// Sends an event as <see cref="EmitAsync"/> does, in order and recovered, and asks its receivers to acknowledge it without waiting for them:
    /// <see cref="SocketNamespace.OnAcknowledgement"/> hears of each. Sockets that get it in a recovery are not asked. The question leaves no room to tell a client
    /// the event's place in the log: one that is cut off before it gets another event gets this one again.
    /// </summary>
    /// <param name="eventName">Its name.</param>
    /// <param name="timeout">How long a client has; positive.</param>
    /// <param name="arguments">What goes with it.</param>
    /// <exception cref="ArgumentException">The name is one of the protocol's own.</exception>
    public async Task EmitAskingAsync(string eventName, TimeSpan timeout, params object?[] arguments)
    {
        ReservedEvents.ThrowIfReserved(eventName);
        ArgumentNullException.ThrowIfNull(arguments);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(timeout, TimeSpan.Zero);
        using var activity = StartActivity(eventName);
        var frames = PacketWriter.Event(_namespace.Name, eventName, arguments, null, _namespace.Json);
        if (_isLocal)
        {
            _namespace.AskAndTell(_audience, frames, eventName, timeout);
        }
        else
        {
            await _namespace.Adapter.EmitAskingAsync(_audience, frames, eventName, timeout);
        }
    }

    /// <summary>The audience's sockets on every instance that answers in time.</summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    public Task<IReadOnlyList<SocketInfo>> FetchSocketsAsync(CancellationToken cancellationToken = default) => _isLocal
        ? Task.FromResult<IReadOnlyList<SocketInfo>>([.. _namespace.Table.Select(_audience).Select(socket => socket.Info())])
        : _namespace.Adapter.FetchAsync(_audience, cancellationToken);

    /// <summary>Disconnects the audience's sockets, after the events sent to them before.</summary>
    /// <param name="close">Whether to close their connections too, with all their namespaces.</param>
    public Task DisconnectSocketsAsync(bool close = false) =>
        CommandAsync(new SocketCommand(close ? SocketCommandKind.Close : SocketCommandKind.Disconnect, []));

    /// <summary>
    /// Tells the audience's sockets why and disconnects them, in one step: each is told once and gets nothing in between, whoever else disconnects it
    /// at the same time.
    /// </summary>
    /// <param name="eventName">The name of their last event.</param>
    /// <param name="arguments">What goes with it.</param>
    /// <exception cref="ArgumentException">The name is one of the protocol's own.</exception>
    public Task DisconnectSocketsAsync(string eventName, params object?[] arguments)
    {
        ReservedEvents.ThrowIfReserved(eventName);
        ArgumentNullException.ThrowIfNull(arguments);
        return CommandAsync(new SocketCommand(SocketCommandKind.Disconnect, [])
        {
            Farewell = PacketWriter.Event(_namespace.Name, eventName, arguments, null, _namespace.Json),
        });
    }

    /// <summary>Has the audience's sockets join rooms.</summary>
    /// <param name="rooms">Room names.</param>
    public Task SocketsJoinAsync(params string[] rooms) => CommandAsync(new SocketCommand(SocketCommandKind.Join, rooms));

    /// <summary>Has the audience's sockets leave rooms.</summary>
    /// <param name="rooms">Room names.</param>
    public Task SocketsLeaveAsync(params string[] rooms) => CommandAsync(new SocketCommand(SocketCommandKind.Leave, rooms));

    private Activity? StartActivity(string eventName)
    {
        var activity = SocketIOTelemetry.Source.StartActivity($"{_namespace.Name} broadcast", ActivityKind.Producer);
        activity?.SetTag("messaging.system", "socket.io");
        activity?.SetTag("messaging.destination.name", eventName);
        return activity;
    }

    private Task CommandAsync(SocketCommand command)
    {
        if (!_isLocal)
        {
            return _namespace.Adapter.CommandAsync(_audience, command);
        }

        _namespace.Apply(_audience, command);
        return Task.CompletedTask;
    }
}

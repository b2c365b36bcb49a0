using System.Text.Json;
using MediaNest.Notification.Realtime.Sessions;
using MediaNest.Notification.Realtime.State;
using MediaNest.SocketIO;

namespace MediaNest.Notification.Realtime;

/// <summary>What happens when a socket has got in.</summary>
internal sealed class SocketConnections(SocketGate gate, SocketEviction eviction, StateReader states, TimeProvider time, ILogger<SocketConnections> log)
{
    /// <summary>Item under which the session is kept.</summary>
    public const string SessionItem = "session";

    /// <summary>Item under which <see cref="SocketUser"/> is kept.</summary>
    public const string UserItem = "user";

    /// <summary>What a returning client sends in its <c>auth</c>: the secret of the socket it had (https://socket.io/docs/v4/connection-state-recovery).</summary>
    private const string RecoverySecret = "pid";

    /// <summary>Whether a recovered socket is of the same session and role as it was.</summary>
    public static bool IsAsBefore(Socket socket, Guid sessionId, string role) =>
        socket.Items.TryGetValue(SessionItem, out var session) && session is JsonElement { ValueKind: JsonValueKind.String } text
        && text.TryGetGuid(out var before) && before == sessionId
        && socket.Items.TryGetValue(UserItem, out var user) && user is JsonElement { ValueKind: JsonValueKind.Object } known
        && known.TryGetProperty("role", out var hadRole) && hadRole.ValueEquals(role);

    public async Task OnConnectedAsync(Socket socket)
    {
        var caller = SocketCaller.Of(socket);
        SocketUser? user = null;
        if (caller is not null)
        {
            user = new SocketUser(caller.UserId, caller.Name, caller.Role);
            socket.Items[SessionItem] = caller.SessionId;
            socket.Items[UserItem] = user;
            await socket.JoinAsync(SocketRooms.User(caller.UserId), SocketRooms.Role(caller.Role), SocketRooms.Session(caller.SessionId));

            // what was revoked since the gate looked found no socket to disconnect
            if (await gate.FindReasonToGoAsync(caller, socket.Disconnected) is { } reason)
            {
                await eviction.EvictAsync(socket, reason);
                return;
            }
        }

        // past the log of what is recovered: it is told anew at every connection, and the events of others shall not give way to that
        var own = socket.Namespace.To(socket.Id).Local;
        await own.EmitAsync(RealtimeEvents.ConnectionEstablished, new ConnectionEstablished(socket.Id, time.GetUtcNow(), user));
        if (!socket.Recovered)
        {
            // read after the rooms were joined: what changes meanwhile comes as an event
            var (state, isSettled) = await states.ReadAsync(caller, socket.Disconnected);
            await own.EmitAsync(IsBack(socket) ? RealtimeEvents.StateSync : RealtimeEvents.StateInitial, state);
            if (!isSettled)
            {
                _ = TellOnceSettledAsync(socket, caller);
            }
        }
    }

    /// <summary>Something is told for so long that the client has a state without it, and perhaps no event.</summary>
    private async Task TellOnceSettledAsync(Socket socket, SocketCaller? caller)
    {
        log.StateUnsettled(socket.Id);
        try
        {
            StateReading reading;
            do
            {
                reading = await states.ReadAsync(caller, socket.Disconnected);
            }
            while (!reading.IsSettled);

            await socket.Namespace.To(socket.Id).Local.EmitAsync(RealtimeEvents.StateSync, reading.State);
        }
        catch (OperationCanceledException) when (socket.Disconnected.IsCancellationRequested)
        {
            // it is told when it comes back
        }
        catch (Exception exception)
        {
            log.StateUntold(exception, socket.Id);
            await socket.DisconnectAsync(close: true); // so that it comes back
        }
    }

    /// <summary>Whether the client was here before, and could not have its state again.</summary>
    private static bool IsBack(Socket socket) =>
        socket.Handshake.Auth.ValueKind == JsonValueKind.Object && socket.Handshake.Auth.TryGetProperty(RecoverySecret, out _);
}

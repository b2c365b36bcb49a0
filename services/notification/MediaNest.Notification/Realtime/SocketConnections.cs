using MediaNest.Notification.Realtime.Sessions;
using MediaNest.SocketIO;

namespace MediaNest.Notification.Realtime;

/// <summary>What happens when a socket has got in.</summary>
internal sealed class SocketConnections(SocketGate gate, TimeProvider time)
{
    /// <summary>Item under which the session is kept.</summary>
    public const string SessionItem = "session";

    /// <summary>Item under which <see cref="SocketUser"/> is kept.</summary>
    public const string UserItem = "user";

    public async Task OnConnectedAsync(Socket socket)
    {
        var caller = SocketCaller.Of(socket);
        if (caller is not null)
        {
            socket.Items[SessionItem] = caller.SessionId;
            socket.Items[UserItem] = new SocketUser(caller.UserId, caller.Name, caller.Role);
            await socket.JoinAsync(SocketRooms.User(caller.UserId), SocketRooms.Role(caller.Role), SocketRooms.Session(caller.SessionId));

            // what was revoked since the gate looked found no socket to disconnect
            if (await gate.IsStillGoodAsync(caller, socket.Disconnected) == false)
            {
                await Own(socket).EmitAsync(RealtimeEvents.SessionRevoked, new RevokedSession("revoked"));
                await socket.DisconnectAsync();
                return;
            }
        }

        var user = caller is null ? null : new SocketUser(caller.UserId, caller.Name, caller.Role);
        await Own(socket).EmitAsync(RealtimeEvents.ConnectionEstablished, new ConnectionEstablished(socket.Id, time.GetUtcNow(), user));
    }

    /// <summary>To it alone, past the log of what is recovered: at every connection it is told anew, and others' events shall not give way to that.</summary>
    private static BroadcastOperator Own(Socket socket) => socket.Namespace.To(socket.Id).Local;
}

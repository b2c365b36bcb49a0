using MediaNest.SocketIO;

namespace MediaNest.Notification.Realtime.Sessions;

/// <summary>Throws sockets out: they are told why, then disconnected. Nothing of them can be recovered.</summary>
internal sealed class SocketEviction(SocketIOServer server, RealtimeMetrics metrics)
{
    /// <summary>All sockets in a room, in every namespace and on every replica.</summary>
    public async Task EvictAsync(string room, string reason)
    {
        await Task.WhenAll(SocketNamespaces.All.Select(async name =>
        {
            var sockets = server.Of(name).To(room);
            await sockets.EmitAsync(RealtimeEvents.SessionRevoked, new RevokedSession(reason));
            await sockets.DisconnectSocketsAsync();
        }));
        metrics.Evicted(reason);
    }

    /// <summary>A socket of this replica.</summary>
    public async Task EvictAsync(Socket socket, string reason)
    {
        await socket.Namespace.To(socket.Id).Local.EmitAsync(RealtimeEvents.SessionRevoked, new RevokedSession(reason));
        await socket.DisconnectAsync();
        metrics.Evicted(reason);
    }
}

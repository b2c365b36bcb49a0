using MediaNest.SocketIO;

namespace MediaNest.Notification.Realtime.Sessions;

/// <summary>Throws sockets out: they are told why, then disconnected. Nothing of them can be recovered.</summary>
internal sealed class SocketEviction(SocketIOServer server, RealtimeMetrics metrics)
{
    /// <summary>All sockets in a room, in every namespace and on every replica.</summary>
    public async Task EvictAsync(string room, string reason)
    {
        await Task.WhenAll(SocketNamespaces.All.Select(name =>
            server.Of(name).To(room).DisconnectSocketsAsync(RealtimeEvents.SessionRevoked, new RevokedSession(reason))));
        metrics.Evicted(reason);
    }

    /// <summary>A socket of this replica.</summary>
    public async Task EvictAsync(Socket socket, string reason)
    {
        await socket.DisconnectAsync(RealtimeEvents.SessionRevoked, new RevokedSession(reason));
        metrics.Evicted(reason);
    }
}

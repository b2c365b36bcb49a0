namespace MediaNest.SocketIO;

/// <summary>Why a socket was disconnected, in the words of the JavaScript server (https://socket.io/docs/v4/server-socket-instance/#disconnect).</summary>
public static class DisconnectReasons
{
    /// <summary>The client left the namespace.</summary>
    public const string ClientNamespaceDisconnect = "client namespace disconnect";

    /// <summary>The server called <see cref="Socket.DisconnectAsync(bool)"/>.</summary>
    public const string ServerNamespaceDisconnect = "server namespace disconnect";

    /// <summary>The server stops.</summary>
    public const string ServerShuttingDown = "server shutting down";

    /// <summary>The client did not answer a ping in time.</summary>
    public const string PingTimeout = "ping timeout";

    /// <summary>The connection was closed.</summary>
    public const string TransportClose = "transport close";

    /// <summary>The connection failed, or its send queue was full.</summary>
    public const string TransportError = "transport error";

    /// <summary>The client sent what is no packet.</summary>
    public const string ParseError = "parse error";

    /// <summary>The client sent a packet that does not fit the connection's state, did not join a namespace in time, or sent too much.</summary>
    public const string ForcedServerClose = "forced server close";

    /// <summary>Whether a client that comes back after this may have its state again.</summary>
    internal static bool IsRecoverable(string reason) =>
        reason is not (ClientNamespaceDisconnect or ServerNamespaceDisconnect or ParseError);
}

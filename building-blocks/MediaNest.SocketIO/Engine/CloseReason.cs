namespace MediaNest.SocketIO.Engine;

/// <summary>Why a session ended, in the words of the Socket.IO documentation.</summary>
internal static class CloseReason
{
    public const string TransportClose = "transport close";
    public const string TransportError = "transport error";
    public const string PingTimeout = "ping timeout";
    public const string ParseError = "parse error";
    public const string ServerShuttingDown = "server shutting down";
}

/// <summary>What becomes of what still waits for the client.</summary>
internal enum CloseMode
{
    /// <summary>It is sent first, then the close packet or frame.</summary>
    AfterQueue,

    /// <summary>It is dropped: the client has said goodbye itself and a GET of it is answered with a noop.</summary>
    ByClient,

    /// <summary>It is dropped and the session forgotten; a hanging GET is answered with the close packet.</summary>
    AtOnce,

    /// <summary>As <see cref="AtOnce"/>, and the connection is cut, for the client does not read.</summary>
    Cut,
}

namespace MediaNest.SocketIO;

/// <summary>The socket was disconnected before its acknowledgement came.</summary>
public sealed class SocketDisconnectedException : Exception
{
    internal SocketDisconnectedException(string reason)
        : base($"The socket was disconnected: {reason}.")
    {
        Reason = reason;
    }

    /// <summary>One of <see cref="DisconnectReasons"/>.</summary>
    public string Reason { get; }
}

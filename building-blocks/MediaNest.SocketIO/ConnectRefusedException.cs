namespace MediaNest.SocketIO;

/// <summary>Thrown by middleware to refuse a socket: the client gets <c>connect_error</c> with this message and data.</summary>
public sealed class ConnectRefusedException : Exception
{
    /// <summary>Refuses a socket.</summary>
    /// <param name="message">The error's message, as the client sees it.</param>
    /// <param name="data">The error's <c>data</c>; without binary.</param>
    public ConnectRefusedException(string message, object? data = null)
        : base(message)
    {
        Refusal = data;
    }

    /// <summary>The error's <c>data</c> at the client.</summary>
    public object? Refusal { get; }
}

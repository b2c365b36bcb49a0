namespace MediaNest.SocketIO.Engine;

/// <summary>What an Engine.IO server allows and how long it waits. The times and the payload are told to clients in the handshake.</summary>
internal sealed class EngineOptions
{
    /// <summary>From a pong (or the handshake) to the next ping.</summary>
    public TimeSpan PingInterval { get; init; } = TimeSpan.FromSeconds(25);

    /// <summary>From the ping to the pong at the latest.</summary>
    public TimeSpan PingTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>From the WebSocket's handshake to the upgrade packet at the latest.</summary>
    public TimeSpan UpgradeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long what is queued may take to leave after a session was closed.</summary>
    public TimeSpan CloseTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Bytes of one message, one POST and one answer to a GET.</summary>
    public int MaxPayload { get; init; } = 1_000_000;

    /// <summary>Packets that may wait for one client.</summary>
    public int MaxQueuedPackets { get; init; } = 1_000;

    /// <summary>Bytes that may wait for one client; one unit alone may be larger.</summary>
    public int MaxQueuedBytes { get; init; } = 4_000_000;

    /// <summary>Sessions at a time; more are answered with 503.</summary>
    public int MaxConnections { get; init; } = 50_000;

    /// <summary>Origins of pages that may connect besides the server's own; <c>*</c> for every origin.</summary>
    public IReadOnlyCollection<string> AllowedOrigins { get; init; } = [];
}

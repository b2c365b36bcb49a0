namespace MediaNest.SocketIO.Engine;

/// <summary>
/// One Engine.IO message, encoded once and shared by everyone it goes to. Its bytes are never changed after it was made.
/// </summary>
/// <param name="payload">UTF-8 text without Engine.IO's packet type, or binary.</param>
/// <param name="isBinary">Whether it is binary.</param>
internal sealed class Frame(ReadOnlyMemory<byte> payload, bool isBinary)
{
    private readonly bool _isControl;
    private byte[]? _encoded;

    private Frame(byte[] packet)
        : this(packet, isBinary: false) => _isControl = true;

    /// <summary>The server's heartbeat.</summary>
    public static Frame Ping { get; } = new("2"u8.ToArray());

    /// <summary>The answer to the probe of an upgrade.</summary>
    public static Frame Probe { get; } = new("3probe"u8.ToArray());

    /// <summary>Ends a GET that has nothing to carry.</summary>
    public static Frame Noop { get; } = new("6"u8.ToArray());

    /// <summary>The end of the session.</summary>
    public static Frame Close { get; } = new("1"u8.ToArray());

    /// <summary>A packet of Engine.IO itself, with its type.</summary>
    public static Frame Packet(byte[] packet) => new(packet);

    /// <summary>UTF-8 text without Engine.IO's packet type, or binary.</summary>
    public ReadOnlyMemory<byte> Payload { get; } = payload;

    /// <summary>Whether it is binary.</summary>
    public bool IsBinary { get; } = isBinary;

    /// <summary>What a WebSocket message carries: text with the packet type before it, made once for all receivers, or the binary itself.</summary>
    public ReadOnlyMemory<byte> Encoded => IsBinary || _isControl ? Payload : _encoded ??= [(byte)'4', .. Payload.Span];

    /// <summary>Bytes in a WebSocket message.</summary>
    public int Length => IsBinary || _isControl ? Payload.Length : Payload.Length + 1;

    /// <summary>Bytes in a polling payload, where binary is base64 after a <c>b</c>.</summary>
    public int PollingLength => IsBinary ? 1 + ((Payload.Length + 2) / 3 * 4) : Length;
}

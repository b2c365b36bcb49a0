namespace MediaNest.SocketIO.Engine;

/// <summary>
/// One Engine.IO message, encoded once and shared by everyone it goes to. Its bytes are never changed after it was made.
/// </summary>
/// <param name="Payload">UTF-8 text without Engine.IO's packet type, or binary.</param>
/// <param name="IsBinary">Whether it is binary.</param>
internal sealed record Frame(ReadOnlyMemory<byte> Payload, bool IsBinary);

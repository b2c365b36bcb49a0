using System.Text.Json;

namespace MediaNest.SocketIO.Protocol;

/// <summary>A packet as it was read.</summary>
/// <param name="Type">Binary types are kept apart until their attachments have come; then they are plain.</param>
/// <param name="Namespace">Begins with <c>/</c>.</param>
/// <param name="Id">Number of the acknowledgement asked for or given.</param>
/// <param name="Data">The payload; its memory is its own.</param>
/// <param name="AttachmentCount">How many binary messages follow.</param>
internal sealed record Packet(PacketType Type, string Namespace, long? Id, JsonElement? Data, int AttachmentCount)
{
    public IReadOnlyList<ReadOnlyMemory<byte>> Attachments { get; init; } = [];

    /// <summary>As it was received, its attachments included.</summary>
    public int Bytes { get; init; }
}

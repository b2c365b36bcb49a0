using System.Text.Json;
using MediaNest.SocketIO.Protocol;

namespace MediaNest.SocketIO;

/// <summary>
/// An argument as it was received: JSON, with binary attachments where its placeholders stand. May itself be sent as an argument,
/// which sends its attachments too.
/// </summary>
public readonly struct SocketValue
{
    private readonly PayloadJson? _json;

    internal SocketValue(JsonElement json, IReadOnlyList<ReadOnlyMemory<byte>> attachments, PayloadJson payloadJson)
    {
        Json = json;
        AllAttachments = attachments;
        _json = payloadJson;
    }

    /// <summary>The JSON; a binary attachment is the object <c>{"_placeholder":true,"num":n}</c>.</summary>
    public JsonElement Json { get; }

    /// <summary>The attachments of the whole packet, by the placeholders' numbers.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Attachments => AllAttachments ?? [];

    private IReadOnlyList<ReadOnlyMemory<byte>>? AllAttachments { get; }

    /// <summary>Reads it as a type. <c>byte[]</c> and <c>ReadOnlyMemory&lt;byte&gt;</c>, also as members, read binary.</summary>
    /// <typeparam name="T">What is expected.</typeparam>
    /// <exception cref="JsonException">It has another shape.</exception>
    public T? Read<T>() => _json is null ? default : _json.Read<T>(Json, Attachments);
}

using System.Buffers;
using System.Globalization;
using System.Text;
using System.Text.Json;
using MediaNest.SocketIO.Engine;

namespace MediaNest.SocketIO.Protocol;

/// <summary>Encodes packets: the text frame first, its attachments after it.</summary>
internal static class PacketWriter
{
    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    public static Frame[] Connect(string name, string sid, string? pid) => [Text(PacketType.Connect, name, null, 0, Json(writer =>
    {
        writer.WriteStartObject();
        writer.WriteString("sid"u8, sid);
        if (pid is not null)
        {
            writer.WriteString("pid"u8, pid);
        }

        writer.WriteEndObject();
    }))];

    public static Frame[] Disconnect(string name) => [Text(PacketType.Disconnect, name, null, 0, [])];

    /// <summary>A refusal; its data goes as plain JSON, for the packet type knows no attachments.</summary>
    public static Frame[] ConnectError(string name, string message, object? data, JsonSerializerOptions json) =>
        [Text(PacketType.ConnectError, name, null, 0, Json(writer =>
        {
            writer.WriteStartObject();
            writer.WriteString("message"u8, message);
            if (data is not null)
            {
                writer.WritePropertyName("data"u8);
                JsonSerializer.Serialize(writer, data, data.GetType(), json);
            }

            writer.WriteEndObject();
        }))];

    public static Frame[] Event(string name, string eventName, ReadOnlySpan<object?> arguments, long? id, PayloadJson json) =>
        WithArguments(PacketType.Event, name, eventName, arguments, id, json);

    public static Frame[] Ack(string name, long id, ReadOnlySpan<object?> arguments, PayloadJson json) =>
        WithArguments(PacketType.Ack, name, null, arguments, id, json);

    /// <summary>The same event with one more argument: its place in the log of missed packets.</summary>
    public static Frame[] WithOffset(Frame[] frames, string offset)
    {
        var text = frames[0].Payload.Span;
        var longer = new byte[text.Length + offset.Length + 3];
        text[..^1].CopyTo(longer);
        var end = longer.AsSpan(text.Length - 1);
        end[0] = (byte)',';
        end[1] = (byte)'"';
        Encoding.ASCII.GetBytes(offset, end[2..]);
        end[^2] = (byte)'"';
        end[^1] = (byte)']';
        var copy = (Frame[])frames.Clone();
        copy[0] = new Frame(longer, isBinary: false);
        return copy;
    }

    /// <summary>The same event with an id, to be acknowledged.</summary>
    public static Frame[] WithId(string name, Frame[] frames, long id)
    {
        var type = frames.Length > 1 ? PacketType.BinaryEvent : PacketType.Event;
        var header = new Header((int)type, name, null, frames.Length - 1).ToString();
        var copy = (Frame[])frames.Clone();
        copy[0] = Text(type, name, id, frames.Length - 1, frames[0].Payload.Span[Encoding.UTF8.GetByteCount(header)..]);
        return copy;
    }

    private static Frame[] WithArguments(PacketType type, string name, string? eventName, ReadOnlySpan<object?> arguments, long? id, PayloadJson json)
    {
        var buffer = Buffer();
        var attachments = json.Write(buffer, eventName, arguments);
        if (attachments.Count == 0)
        {
            return [Text(type, name, id, 0, buffer.WrittenSpan)];
        }

        var frames = new Frame[attachments.Count + 1];
        var binary = type == PacketType.Event ? PacketType.BinaryEvent : PacketType.BinaryAck;
        frames[0] = Text(binary, name, id, attachments.Count, buffer.WrittenSpan);
        for (var i = 0; i < attachments.Count; i++)
        {
            frames[i + 1] = new Frame(attachments[i], isBinary: true);
        }

        return frames;
    }

    private static ReadOnlySpan<byte> Json(Action<Utf8JsonWriter> write)
    {
        var buffer = Buffer();
        using var writer = new Utf8JsonWriter(buffer, PayloadJson.WriterOptions);
        write(writer);
        writer.Flush();
        return buffer.WrittenSpan;
    }

    private static Frame Text(PacketType type, string name, long? id, int attachments, ReadOnlySpan<byte> json)
    {
        var header = new Header((int)type, name, id, attachments).ToString();
        var payload = new byte[Encoding.UTF8.GetByteCount(header) + json.Length];
        json.CopyTo(payload.AsSpan(Encoding.UTF8.GetBytes(header, payload)));
        return new Frame(payload, isBinary: false);
    }

    private static ArrayBufferWriter<byte> Buffer()
    {
        // a buffer that one giant event has blown up is not kept
        if (_buffer is null || _buffer.Capacity > 256 * 1024)
        {
            _buffer = new ArrayBufferWriter<byte>(1024);
        }

        _buffer.ResetWrittenCount();
        return _buffer;
    }

    private readonly record struct Header(int Type, string Name, long? Id, int Attachments)
    {
        public override string ToString()
        {
            var count = Attachments == 0 ? "" : string.Create(CultureInfo.InvariantCulture, $"{Attachments}-");
            var name = string.Equals(Name, "/", StringComparison.Ordinal) ? "" : Name + ",";
            return string.Create(CultureInfo.InvariantCulture, $"{Type}{count}{name}{Id}");
        }
    }
}

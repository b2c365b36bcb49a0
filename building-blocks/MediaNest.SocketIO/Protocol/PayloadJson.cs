using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MediaNest.SocketIO.Protocol;

/// <summary>Arguments to JSON and back. Binary within them, at any depth, becomes an attachment with a placeholder in its place.</summary>
internal sealed class PayloadJson
{
    /// <summary>The client is no HTML page: what JSON need not escape is not escaped, as JavaScript does it.</summary>
    public static readonly JsonWriterOptions WriterOptions = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, SkipValidation = true };

    // what the converters below write to and read from; serialization never leaves its thread
    [ThreadStatic]
    private static List<ReadOnlyMemory<byte>>? _written;

    [ThreadStatic]
    private static IReadOnlyList<ReadOnlyMemory<byte>>? _read;

    public PayloadJson(JsonSerializerOptions options)
    {
        Options = new JsonSerializerOptions(options) { Encoder = options.Encoder ?? JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
        Options.Converters.Insert(0, new BytesConverter());
        Options.Converters.Insert(0, new MemoryConverter());
        Options.Converters.Insert(0, new ValueConverter(this));
        Options.MakeReadOnly(populateMissingResolver: true);
    }

    public JsonSerializerOptions Options { get; }

    /// <summary>Writes <c>["name",args…]</c> and returns the attachments.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Write(IBufferWriter<byte> buffer, string? eventName, ReadOnlySpan<object?> arguments) =>
        Write(buffer, eventName, arguments, Options);

    /// <summary>Reads a value; its placeholders are read as the attachments they stand for.</summary>
    /// <exception cref="JsonException">The value has another shape.</exception>
    public T? Read<T>(JsonElement value, IReadOnlyList<ReadOnlyMemory<byte>> attachments) => Read<T>(value, attachments, Options);

    private static List<ReadOnlyMemory<byte>> Write(
        IBufferWriter<byte> buffer,
        string? eventName,
        ReadOnlySpan<object?> arguments,
        JsonSerializerOptions options)
    {
        var outer = _written;
        _written = null;
        try
        {
            using var writer = new Utf8JsonWriter(buffer, WriterOptions);
            writer.WriteStartArray();
            if (eventName is not null)
            {
                writer.WriteStringValue(eventName);
            }

            foreach (var argument in arguments)
            {
                JsonSerializer.Serialize(writer, argument, argument?.GetType() ?? typeof(object), options);
            }

            writer.WriteEndArray();
            writer.Flush();
            return _written ?? [];
        }
        finally
        {
            _written = outer;
        }
    }

    private static T? Read<T>(JsonElement value, IReadOnlyList<ReadOnlyMemory<byte>> attachments, JsonSerializerOptions options)
    {
        var outer = _read;
        _read = attachments;
        try
        {
            return value.Deserialize<T>(options);
        }
        finally
        {
            _read = outer;
        }
    }

    private static void WriteAttachment(Utf8JsonWriter writer, ReadOnlyMemory<byte> value)
    {
        _written ??= [];
        Placeholder.Write(writer, _written.Count);
        _written.Add(value);
    }

    private static ReadOnlyMemory<byte> ReadAttachment(ref Utf8JsonReader reader)
    {
        var value = JsonElement.ParseValue(ref reader);
        return _read is { } attachments && Placeholder.Is(value) && Placeholder.Number(value, attachments.Count) is { } number
            ? attachments[number]
            : throw new JsonException("There is no binary attachment here.");
    }

    private sealed class BytesConverter : JsonConverter<byte[]>
    {
        public override byte[] Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadAttachment(ref reader).ToArray();

        // what is sent may still wait in a queue when the caller changes its array
        public override void Write(Utf8JsonWriter writer, byte[] value, JsonSerializerOptions options) => WriteAttachment(writer, value.AsSpan().ToArray());
    }

    private sealed class MemoryConverter : JsonConverter<ReadOnlyMemory<byte>>
    {
        public override ReadOnlyMemory<byte> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => ReadAttachment(ref reader);

        public override void Write(Utf8JsonWriter writer, ReadOnlyMemory<byte> value, JsonSerializerOptions options) => WriteAttachment(writer, value);
    }

    private sealed class ValueConverter(PayloadJson json) : JsonConverter<SocketValue>
    {
        public override SocketValue Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            new(JsonElement.ParseValue(ref reader), _read ?? [], json);

        public override void Write(Utf8JsonWriter writer, SocketValue value, JsonSerializerOptions options)
        {
            if (value.Attachments.Count == 0)
            {
                value.Json.WriteTo(writer);
                return;
            }

            Copy(writer, value.Json, value.Attachments);
        }

        private static void Copy(Utf8JsonWriter writer, JsonElement value, IReadOnlyList<ReadOnlyMemory<byte>> attachments)
        {
            switch (value.ValueKind)
            {
                case JsonValueKind.Object when Placeholder.Is(value) && Placeholder.Number(value, attachments.Count) is { } number:
                    WriteAttachment(writer, attachments[number]);
                    break;
                case JsonValueKind.Object:
                    writer.WriteStartObject();
                    foreach (var property in value.EnumerateObject())
                    {
                        writer.WritePropertyName(property.Name);
                        Copy(writer, property.Value, attachments);
                    }

                    writer.WriteEndObject();
                    break;
                case JsonValueKind.Array:
                    writer.WriteStartArray();
                    foreach (var item in value.EnumerateArray())
                    {
                        Copy(writer, item, attachments);
                    }

                    writer.WriteEndArray();
                    break;
                default:
                    value.WriteTo(writer);
                    break;
            }
        }
    }
}

using System.Text.Json;

namespace MediaNest.SocketIO.Protocol;

/// <summary><c>{"_placeholder":true,"num":0}</c>: where an attachment stood.</summary>
internal static class Placeholder
{
    public static bool Is(JsonElement value) =>
        value.ValueKind == JsonValueKind.Object && value.TryGetProperty("_placeholder"u8, out var mark) && mark.ValueKind == JsonValueKind.True;

    /// <summary>Which attachment it stands for; null if there is none of that number.</summary>
    public static int? Number(JsonElement value, int attachments) =>
        value.TryGetProperty("num"u8, out var number) && number.ValueKind == JsonValueKind.Number && number.TryGetInt32(out var index)
            && index >= 0 && index < attachments ? index : null;

    public static void Write(Utf8JsonWriter writer, int number)
    {
        writer.WriteStartObject();
        writer.WriteBoolean("_placeholder"u8, value: true);
        writer.WriteNumber("num"u8, number);
        writer.WriteEndObject();
    }

    /// <summary>Whether every placeholder within stands for an attachment that is there.</summary>
    public static bool AllIn(JsonElement value, int attachments) => value.ValueKind switch
    {
        JsonValueKind.Array => value.EnumerateArray().All(item => AllIn(item, attachments)),
        JsonValueKind.Object when Is(value) => Number(value, attachments) is not null,
        JsonValueKind.Object => value.EnumerateObject().All(property => AllIn(property.Value, attachments)),
        _ => true,
    };
}

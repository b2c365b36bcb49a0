using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MediaNest.Media.Validation;

/// <summary>A TMDB id in a body: a number, or a string that holds one.</summary>
internal sealed class TmdbIdConverter : JsonConverter<int?>
{
    public static int? Find(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) && id > 0 ? id : null;

    public override int? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.Null => null,
        JsonTokenType.Number when reader.TryGetInt32(out var id) && id > 0 => id,
        JsonTokenType.String when Find(reader.GetString()) is { } id => id,
        _ => throw new JsonException(),
    };

    public override void Write(Utf8JsonWriter writer, int? value, JsonSerializerOptions options)
    {
        if (value is { } id)
            writer.WriteStringValue(id.ToString(CultureInfo.InvariantCulture));
        else
            writer.WriteNullValue();
    }
}

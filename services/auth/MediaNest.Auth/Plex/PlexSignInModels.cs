using System.ComponentModel.DataAnnotations;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace MediaNest.Auth.Plex;

/// <summary>A wish for a PIN.</summary>
internal sealed record CreatePin([RegularExpression("^[ -~]{1,64}$", ErrorMessage = "1 to 64 printable ASCII characters.")] string? ClientName = null);

/// <summary>A PIN to enter at plex.tv.</summary>
/// <param name="Id">Names it to <c>/auth/plex/verify</c>.</param>
/// <param name="Code">To type in.</param>
/// <param name="QrUrl">The address to type it in at, for a QR code.</param>
/// <param name="AuthUrl">The address to open in a browser instead.</param>
/// <param name="ExpiresIn">Seconds.</param>
internal sealed record PinAnswer(string Id, string Code, string QrUrl, string AuthUrl, int ExpiresIn);

/// <summary>The question whether a PIN has been entered, which signs in if so.</summary>
internal sealed record VerifyPin([property: JsonConverter(typeof(TextOrNumberConverter))] [Required] string? PinId, bool RememberMe = false);

/// <summary>plex.tv's own ids are numbers, so some clients send numbers.</summary>
internal sealed class TextOrNumberConverter : JsonConverter<string?>
{
    public override string? Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.TokenType switch
    {
        JsonTokenType.String => reader.GetString(),
        JsonTokenType.Number when reader.TryGetInt64(out var number) => number.ToString(System.Globalization.CultureInfo.InvariantCulture),
        JsonTokenType.Null => null,
        _ => throw new JsonException("A text or a whole number is expected."),
    };

    public override void Write(Utf8JsonWriter writer, string? value, JsonSerializerOptions options) => writer.WriteStringValue(value);
}

using System.Globalization;
using System.Text.Json;

namespace MediaNest.Media.Overseerr;

/// <summary>
/// What of Overseerr's webhook is read. Its template can be edited by whoever runs it: every leaf may be a string or what it
/// stands for, and every block may be missing.
/// </summary>
internal sealed record WebhookPayload(string Type, string? MediaType, int? TmdbId, int? RequestId)
{
    /// <summary>Null where the body is no JSON object that names its type.</summary>
    public static WebhookPayload? Find(ReadOnlyMemory<byte> body)
    {
        try
        {
            using var document = JsonDocument.Parse(body, new JsonDocumentOptions { MaxDepth = 32, AllowTrailingCommas = true });
            var root = document.RootElement;
            var media = Block(root, "media");
            var request = Block(root, "request");
            return root.ValueKind == JsonValueKind.Object && Text(root, "notification_type") is { Length: > 0 } type
                ? new WebhookPayload(type.ToUpperInvariant(), Text(media, "media_type")?.ToLowerInvariant(), Number(media, "tmdbId"), Number(request, "request_id"))
                : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static JsonElement Block(JsonElement parent, string name) =>
        parent.ValueKind == JsonValueKind.Object && parent.TryGetProperty(name, out var block) ? block : default;

    private static string? Text(JsonElement parent, string name) => Block(parent, name) switch
    {
        { ValueKind: JsonValueKind.String } text => text.GetString()!.Trim(),
        { ValueKind: JsonValueKind.Number } number => number.GetRawText(),
        _ => null,
    };

    private static int? Number(JsonElement parent, string name) =>
        int.TryParse(Text(parent, name), NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

using System.Text.Json;
using System.Text.Unicode;

namespace MediaNest.Tokens.Verification;

/// <summary>JSON from strangers: one object, valid UTF-8, no member twice at any depth, no deep nesting; never an exception.</summary>
internal static class StrictJson
{
    private const int MaximumDepth = 8;

    private static readonly JsonDocumentOptions Options = new() { AllowDuplicateProperties = false, MaxDepth = MaximumDepth };

    public static JsonDocument? ParseObject(byte[] utf8)
    {
        if (!Utf8.IsValid(utf8))
        {
            return null;
        }

        JsonDocument? document = null;
        try
        {
            document = JsonDocument.Parse(utf8, Options);
            if (document.RootElement.ValueKind == JsonValueKind.Object && HasReadableNames(document.RootElement))
            {
                return document;
            }
        }
        catch (Exception refused) when (refused is JsonException or InvalidOperationException)
        {
            // InvalidOperationException: an escape that is half of a surrogate pair
        }

        document?.Dispose();
        return null;
    }

    /// <summary>The value if it is a string that is text.</summary>
    public static string? String(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.String)
        {
            return null;
        }

        try
        {
            return value.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    private static bool HasReadableNames(JsonElement element)
    {
        foreach (var member in element.EnumerateObject())
        {
            _ = member.Name.Length; // throws for half a surrogate pair
        }

        return true;
    }
}

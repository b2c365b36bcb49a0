using System.Text.Json;
using System.Text.Json.Nodes;
using MediaNest.ServiceDefaults;

namespace MediaNest.Auth.Users;

/// <summary>JSON merge patch (https://www.rfc-editor.org/rfc/rfc7396): objects are merged, null takes a member away, anything else replaces.</summary>
internal static class MergePatch
{
    // as names are read everywhere else
    private static readonly JsonNodeOptions AnyCase = new() { PropertyNameCaseInsensitive = true };

    /// <summary>The value as it is with the patch.</summary>
    /// <exception cref="JsonException">What comes out is no such value.</exception>
    public static T Apply<T>(T value, JsonElement patch)
        where T : class
    {
        try
        {
            var merged = JsonNode.Parse(JsonSerializer.Serialize(value, JsonDefaults.Options), AnyCase) as JsonObject ?? new JsonObject(AnyCase);
            Merge(merged, patch);
            return merged.Deserialize<T>(JsonDefaults.Options) ?? throw new JsonException("The value is null.");
        }
        catch (InvalidOperationException exception)
        {
            // half a surrogate pair is JSON, and no text
            throw new JsonException("The patch has text that is none.", exception);
        }
    }

    private static void Merge(JsonObject target, JsonElement patch)
    {
        foreach (var member in patch.EnumerateObject())
        {
            switch (member.Value.ValueKind)
            {
                case JsonValueKind.Null:
                    target.Remove(member.Name);
                    break;
                case JsonValueKind.Object:
                    if (target[member.Name] is not JsonObject inner)
                    {
                        // what is new is merged too: its own nulls are not kept
                        target[member.Name] = inner = new JsonObject(AnyCase);
                    }

                    Merge(inner, member.Value);
                    break;
                default:
                    target[member.Name] = JsonSerializer.SerializeToNode(member.Value, JsonDefaults.Options);
                    break;
            }
        }
    }
}

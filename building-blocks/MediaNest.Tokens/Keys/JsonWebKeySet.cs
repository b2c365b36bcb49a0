using System.Text.Json;
using System.Text.Json.Serialization;

namespace MediaNest.Tokens.Keys;

/// <summary>The document at <c>/.well-known/jwks.json</c>.</summary>
/// <param name="Keys">The public keys, in no order that matters.</param>
public sealed record JsonWebKeySet([property: JsonPropertyName("keys")] IReadOnlyList<JsonWebKey> Keys)
{
    /// <summary>The set that publishes <paramref name="keys"/>.</summary>
    /// <param name="keys">Every key whose tokens are still to be accepted.</param>
    public static JsonWebKeySet Of(IEnumerable<VerificationKey> keys) => new([.. keys.Select(key => key.Jwk)]);

    /// <summary>Reads a set. Keys of other kinds stay in <see cref="Keys"/>; <see cref="ToVerificationKeys"/> passes them over.</summary>
    /// <param name="utf8Json">The document.</param>
    /// <exception cref="JsonException">It is not a key set.</exception>
    public static JsonWebKeySet Parse(ReadOnlySpan<byte> utf8Json)
    {
        var set = JsonSerializer.Deserialize(utf8Json, JwksJsonContext.Default.JsonWebKeySet);
        return set?.Keys is { } keys && !keys.Any(key => key is null)
            ? set
            : throw new JsonException("A key set has a member 'keys' that is an array of keys.");
    }

    /// <summary>The document as UTF-8 JSON, media type <c>application/jwk-set+json</c> or <c>application/json</c>.</summary>
    public byte[] ToUtf8Json() => JsonSerializer.SerializeToUtf8Bytes(this, JwksJsonContext.Default.JsonWebKeySet);

    /// <summary>
    /// The keys that can verify tokens. Keys of other types, uses or sizes are passed over, as RFC 7517 section 5 asks;
    /// of two with one id only the first counts.
    /// </summary>
    public IReadOnlyList<VerificationKey> ToVerificationKeys() =>
        [.. Keys.Select(VerificationKey.FromJwk).OfType<VerificationKey>().DistinctBy(key => key.KeyId, StringComparer.Ordinal)];
}

[JsonSerializable(typeof(JsonWebKeySet))]
[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
internal sealed partial class JwksJsonContext : JsonSerializerContext;

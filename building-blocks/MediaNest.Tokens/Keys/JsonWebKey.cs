using System.Text.Json.Serialization;

namespace MediaNest.Tokens.Keys;

/// <summary>One public key as <see href="https://www.rfc-editor.org/rfc/rfc7517">RFC 7517</see> writes it. It has no members for private parts.</summary>
public sealed record JsonWebKey
{
    /// <summary>Key type: <c>EC</c> or <c>RSA</c>.</summary>
    [JsonPropertyName("kty")]
    public string? KeyType { get; init; }

    /// <summary>Use: <c>sig</c>.</summary>
    [JsonPropertyName("use")]
    public string? Use { get; init; }

    /// <summary>Algorithm: <c>ES256</c> or <c>RS256</c>.</summary>
    [JsonPropertyName("alg")]
    public string? Algorithm { get; init; }

    /// <summary>Key id, named by the <c>kid</c> header of the tokens it signed.</summary>
    [JsonPropertyName("kid")]
    public string? KeyId { get; init; }

    /// <summary>Curve of an EC key: <c>P-256</c>.</summary>
    [JsonPropertyName("crv")]
    public string? Curve { get; init; }

    /// <summary>First coordinate of an EC key, base64url.</summary>
    [JsonPropertyName("x")]
    public string? X { get; init; }

    /// <summary>Second coordinate of an EC key, base64url.</summary>
    [JsonPropertyName("y")]
    public string? Y { get; init; }

    /// <summary>Modulus of an RSA key, base64url.</summary>
    [JsonPropertyName("n")]
    public string? Modulus { get; init; }

    /// <summary>Public exponent of an RSA key, base64url.</summary>
    [JsonPropertyName("e")]
    public string? Exponent { get; init; }
}

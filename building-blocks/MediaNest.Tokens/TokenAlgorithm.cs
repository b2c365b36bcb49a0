namespace MediaNest.Tokens;

/// <summary>
/// The signature algorithms that are signed and accepted, by their JWA names
/// (<see href="https://www.rfc-editor.org/rfc/rfc7518#section-3.1">RFC 7518, 3.1</see>).
/// A key has exactly one; a token's header never chooses.
/// </summary>
public enum TokenAlgorithm
{
    /// <summary>ECDSA on P-256 with SHA-256.</summary>
    ES256,

    /// <summary>RSASSA-PKCS1-v1_5 with SHA-256, modulus of 2048 to 8192 bits.</summary>
    RS256,
}

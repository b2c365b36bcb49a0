using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using MediaNest.Tokens.Keys;

namespace MediaNest.Tokens.Verification;

/// <summary>A token taken apart: three base64url parts, and a header that names a key and an algorithm and carries nothing that could lead astray.</summary>
internal readonly struct CompactToken
{
    private const int MaximumKeyIdLength = 128;
    private readonly string _token;
    private readonly int _firstDot;
    private readonly int _secondDot;

    private CompactToken(string token, int firstDot, int secondDot, string keyId, string algorithm)
    {
        _token = token;
        _firstDot = firstDot;
        _secondDot = secondDot;
        KeyId = keyId;
        Algorithm = algorithm;
    }

    public string KeyId { get; }

    public string Algorithm { get; }

    public static bool TryParse(string token, out CompactToken compact)
    {
        compact = default;
        var text = token.AsSpan();
        var firstDot = text.IndexOf('.');
        var secondDot = text.LastIndexOf('.');
        if (firstDot < 0
            || !StrictBase64Url.IsCanonical(text[..firstDot])
            || firstDot == secondDot
            || !StrictBase64Url.IsCanonical(text[(firstDot + 1)..secondDot])
            || !StrictBase64Url.IsCanonical(text[(secondDot + 1)..]))
        {
            return false;
        }

        using var header = StrictJson.ParseObject(Base64Url.DecodeFromChars(text[..firstDot]));
        if (header is null || !TryReadHeader(header.RootElement, out var keyId, out var algorithm))
        {
            return false;
        }

        compact = new CompactToken(token, firstDot, secondDot, keyId, algorithm);
        return true;
    }

    public bool IsSignedBy(VerificationKey key)
    {
        var signatureText = _token.AsSpan(_secondDot + 1);
        var signature = ArrayPool<byte>.Shared.Rent(StrictBase64Url.DecodedLength(signatureText.Length));
        var signed = ArrayPool<byte>.Shared.Rent(_secondDot);
        try
        {
            var signatureLength = Base64Url.DecodeFromChars(signatureText, signature);
            var signedLength = Encoding.ASCII.GetBytes(_token.AsSpan(0, _secondDot), signed);
            return key.Verify(signed.AsSpan(0, signedLength), signature.AsSpan(0, signatureLength));
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(signature);
            ArrayPool<byte>.Shared.Return(signed);
        }
    }

    /// <summary>The claims' document, or null if it is none. To be asked for only once the signature is known to be good.</summary>
    public JsonDocument? ReadClaims() =>
        StrictJson.ParseObject(Base64Url.DecodeFromChars(_token.AsSpan((_firstDot + 1)..(_secondDot))));

    private static bool TryReadHeader(JsonElement header, out string keyId, out string algorithm)
    {
        keyId = algorithm = "";
        foreach (var member in header.EnumerateObject())
        {
            switch (member.Name)
            {
                case "alg":
                    algorithm = StrictJson.String(member.Value) ?? "";
                    break;
                case "kid":
                    keyId = StrictJson.String(member.Value) ?? "";
                    break;
                case "typ":
                    if (StrictJson.String(member.Value) is not ("at+jwt" or "application/at+jwt" or "JWT"))
                    {
                        return false;
                    }

                    break;

                // No extension is understood (crit, b64), nothing is encrypted or compressed (enc, zip),
                // and a token does not get to bring its own key (jwk, jku, x5…).
                case "crit" or "b64" or "enc" or "zip" or "jwk" or "jku" or "x5c" or "x5u" or "x5t" or "x5t#S256":
                    return false;
            }
        }

        return algorithm.Length > 0 && keyId.Length is > 0 and <= MaximumKeyIdLength;
    }
}

using System.Security.Cryptography;
using System.Text;

namespace MediaNest.Media.Overseerr;

/// <summary>Whether a webhook comes from somebody who knows the secret. Compared in constant time, whatever the lengths.</summary>
internal static class WebhookSignature
{
    public static bool IsGenuine(string? secret, IHeaderDictionary headers, ReadOnlySpan<byte> body)
    {
        if (string.IsNullOrEmpty(secret))
            return false;

        // all that Overseerr itself can send
        if (headers.Authorization is [{ } authorization] && (Same(authorization, secret) || Same(authorization, "Bearer " + secret)))
            return true;

        // what a relay in front of it may send instead: HMAC-SHA256 of the raw body, hexadecimal
        return headers["X-Signature"] is [{ } signature] && MatchesHmac(signature, secret, body);
    }

    private static bool MatchesHmac(string signature, string secret, ReadOnlySpan<byte> body)
    {
        const string prefix = "sha256=";
        var hex = signature.StartsWith(prefix, StringComparison.OrdinalIgnoreCase) ? signature[prefix.Length..] : signature;
        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body, expected);
        return Same(hex.ToUpperInvariant(), Convert.ToHexString(expected));
    }

    private static bool Same(string given, string expected)
    {
        Span<byte> one = stackalloc byte[SHA256.HashSizeInBytes];
        Span<byte> other = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes(given), one);
        SHA256.HashData(Encoding.UTF8.GetBytes(expected), other);
        return CryptographicOperations.FixedTimeEquals(one, other);
    }
}

using System.Buffers.Binary;
using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MediaNest.Tokens.Csrf;

/// <summary>
/// Issues and checks CSRF tokens. A token is the end of its time, a nonce, and an HMAC-SHA256 over both and the session: another session's token
/// is worthless, and nothing has to be stored. Safe for concurrent use.
/// </summary>
/// <remarks>base64url of: expiry, Unix seconds, big-endian (8) | nonce (16) | HMAC (32).</remarks>
/// <param name="options">The key and the lifetime.</param>
/// <param name="time">The clock.</param>
public sealed class CsrfTokens(CsrfOptions options, TimeProvider time)
{
    /// <summary>The cookie that carries it; scripts may read it.</summary>
    public const string CookieName = "csrf-token";

    /// <summary>The header that has to repeat it.</summary>
    public const string HeaderName = "X-CSRF-Token";

    private const int ExpiryBytes = 8;
    private const int NonceBytes = 16;
    private const int SignedBytes = ExpiryBytes + NonceBytes;
    private const int TokenBytes = SignedBytes + HMACSHA256.HashSizeInBytes;

    private readonly byte[] _key = Encoding.UTF8.GetBytes(options.Key);

    /// <summary>How long a token is good.</summary>
    public TimeSpan Lifetime => options.Lifetime;

    /// <summary>Issues a token for a session.</summary>
    /// <param name="sessionId">The session, as in the access token's <c>sid</c>.</param>
    /// <returns>The token, 75 characters of base64url.</returns>
    public string Issue(string sessionId)
    {
        ArgumentException.ThrowIfNullOrEmpty(sessionId);
        Span<byte> token = stackalloc byte[TokenBytes];
        BinaryPrimitives.WriteInt64BigEndian(token, (time.GetUtcNow() + options.Lifetime).ToUnixTimeSeconds());
        RandomNumberGenerator.Fill(token.Slice(ExpiryBytes, NonceBytes));
        Sign(token[..SignedBytes], sessionId, token[SignedBytes..]);
        return Base64Url.EncodeToString(token);
    }

    /// <summary>Whether a token was issued for this session and its time is not over. Never throws, takes the same time for every forgery.</summary>
    /// <param name="token">What the client sent.</param>
    /// <param name="sessionId">The session of the request.</param>
    /// <returns>True if it is good.</returns>
    public bool IsValid(string? token, string? sessionId)
    {
        Span<byte> bytes = stackalloc byte[TokenBytes];
        if (string.IsNullOrEmpty(sessionId)
            || token is not { Length: (TokenBytes * 4 + 2) / 3 }
            || !Base64Url.IsValid(token, out var decodedLength)
            || decodedLength != TokenBytes
            || !Base64Url.TryDecodeFromChars(token, bytes, out var written)
            || written != TokenBytes)
        {
            return false;
        }

        Span<byte> expected = stackalloc byte[HMACSHA256.HashSizeInBytes];
        Sign(bytes[..SignedBytes], sessionId, expected);
        return CryptographicOperations.FixedTimeEquals(expected, bytes[SignedBytes..])
            && time.GetUtcNow().ToUnixTimeSeconds() < BinaryPrimitives.ReadInt64BigEndian(bytes);
    }

    private void Sign(ReadOnlySpan<byte> expiryAndNonce, string sessionId, Span<byte> signature)
    {
        using var hmac = IncrementalHash.CreateHMAC(HashAlgorithmName.SHA256, _key);
        // what comes first has a fixed length, so no session id can be moved into it
        hmac.AppendData(expiryAndNonce);
        hmac.AppendData(Encoding.UTF8.GetBytes(sessionId));
        hmac.GetHashAndReset(signature);
    }
}

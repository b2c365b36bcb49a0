using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace MediaNest.Tokens.Signing;

/// <summary>Writes and signs tokens: compact JWS with the header members <c>alg</c>, <c>kid</c> and <c>typ</c>. Safe for concurrent use.</summary>
/// <param name="options">Issuer and audience.</param>
/// <param name="time">The clock.</param>
public sealed class TokenSigner(TokenOptions options, TimeProvider time)
{
    /// <summary>Signs a token.</summary>
    /// <param name="key">The key; the choice is made for each token, so that keys may rotate.</param>
    /// <param name="claims">What it shall say.</param>
    /// <exception cref="ArgumentException">The lifetime is not positive.</exception>
    public SignedToken Sign(SigningKey key, TokenClaims claims)
    {
        ArgumentNullException.ThrowIfNull(key);
        ArgumentNullException.ThrowIfNull(claims);
        if (claims.Lifetime <= TimeSpan.Zero)
        {
            throw new ArgumentException("A token's lifetime is positive.", nameof(claims));
        }

        var id = Guid.CreateVersion7(time.GetUtcNow()).ToString();
        var issuedAt = DateTimeOffset.FromUnixTimeSeconds(time.GetUtcNow().ToUnixTimeSeconds());
        var expiresAt = DateTimeOffset.FromUnixTimeSeconds((issuedAt + claims.Lifetime).ToUnixTimeSeconds());

        var signingInput = $"{Encode(writer => WriteHeader(writer, key))}.{Encode(writer => WriteClaims(writer, claims, id, issuedAt, expiresAt))}";
        var signature = Base64Url.EncodeToString(key.Sign(Encoding.ASCII.GetBytes(signingInput)));
        return new SignedToken($"{signingInput}.{signature}", id, issuedAt, expiresAt);
    }

    private static void WriteHeader(Utf8JsonWriter writer, SigningKey key)
    {
        writer.WriteString("alg", key.Algorithm.ToString());
        writer.WriteString("kid", key.KeyId);
        writer.WriteString("typ", "at+jwt"); // RFC 9068: an access token is no ID token
    }

    private void WriteClaims(Utf8JsonWriter writer, TokenClaims claims, string id, DateTimeOffset issuedAt, DateTimeOffset expiresAt)
    {
        writer.WriteString("iss", options.Issuer);
        writer.WriteString("aud", options.Audience);
        writer.WriteString("sub", claims.Subject);
        if (claims.SessionId is not null)
        {
            writer.WriteString("sid", claims.SessionId);
        }

        writer.WriteString("role", claims.Role);
        if (claims.Name is not null)
        {
            writer.WriteString("name", claims.Name);
        }

        if (claims.Scope is not null)
        {
            writer.WriteString("scope", claims.Scope);
        }

        writer.WriteString("jti", id);
        writer.WriteNumber("iat", issuedAt.ToUnixTimeSeconds());
        writer.WriteNumber("nbf", issuedAt.ToUnixTimeSeconds());
        writer.WriteNumber("exp", expiresAt.ToUnixTimeSeconds());
    }

    private static string Encode(Action<Utf8JsonWriter> write)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            write(writer);
            writer.WriteEndObject();
        }

        return Base64Url.EncodeToString(buffer.WrittenSpan);
    }
}

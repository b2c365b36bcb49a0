using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;

namespace MediaNest.Auth.Sessions;

/// <summary>One link in a session's chain of refresh tokens. The token itself is random and never stored; its hash is.</summary>
internal sealed class RefreshToken
{
    private const int SecretBytes = 32;

    public Guid Id { get; init; }

    public Guid SessionId { get; init; }

    /// <summary>SHA-256: enough, as there is nothing to guess in 256 random bits.</summary>
    public required byte[] Hash { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? SpentAt { get; private set; }

    public bool GraceUsed { get; private set; }

    public static (RefreshToken Token, string Secret) Create(Guid sessionId, TimeSpan lifetime, DateTimeOffset now)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var token = new RefreshToken
        {
            Id = Guid.CreateVersion7(now),
            SessionId = sessionId,
            Hash = HashOf(secret),
            CreatedAt = now,
            ExpiresAt = now + lifetime,
        };
        return (token, secret);
    }

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    /// <summary>
    /// Uses the token up. Two tabs that refresh at once are no theft: for a moment after its first use a token is good for one more.
    /// </summary>
    public RefreshUse Spend(TimeSpan grace, DateTimeOffset now)
    {
        if (now >= ExpiresAt)
        {
            return RefreshUse.Expired;
        }

        if (SpentAt is not { } spentAt)
        {
            SpentAt = now;
            return RefreshUse.Accepted;
        }

        if (now - spentAt >= grace)
        {
            return RefreshUse.Reused;
        }

        if (GraceUsed)
        {
            return RefreshUse.Refused;
        }

        GraceUsed = true;
        return RefreshUse.Accepted;
    }
}

/// <summary>What came of using a refresh token.</summary>
internal enum RefreshUse
{
    Accepted,
    Expired,

    /// <summary>A third try within the grace time: refused, but not yet taken for theft.</summary>
    Refused,

    /// <summary>Spent long ago: whoever sends it, somebody has a copy.</summary>
    Reused,
}

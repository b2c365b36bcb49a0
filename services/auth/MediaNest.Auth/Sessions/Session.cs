using MediaNest.Auth.Requests;

namespace MediaNest.Auth.Sessions;

/// <summary>
/// One sign-in on one device, and the family of refresh tokens that came of it. The row is the truth; what the gateway reads in Redis is a copy.
/// </summary>
internal sealed class Session
{
    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    /// <summary><c>plex</c> or <c>password</c>.</summary>
    public required string Provider { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset LastUsedAt { get; set; }

    public DateTimeOffset ExpiresAt { get; set; }

    /// <summary>Whether refresh tokens are handed out.</summary>
    public bool Remembered { get; init; }

    public required string Device { get; init; }

    public string? UserAgent { get; init; }

    public string? Address { get; init; }

    public DateTimeOffset? RevokedAt { get; private set; }

    public string? RevokedReason { get; private set; }

    public static Session Open(Guid userId, string provider, bool remembered, TimeSpan lifetime, ClientInfo client, DateTimeOffset now) => new()
    {
        Id = Guid.CreateVersion7(now),
        UserId = userId,
        Provider = provider,
        CreatedAt = now,
        LastUsedAt = now,
        ExpiresAt = now + lifetime,
        Remembered = remembered,
        Device = client.Device,
        UserAgent = client.UserAgent,
        Address = client.Address,
    };

    public bool IsAliveAt(DateTimeOffset now) => RevokedAt is null && now < ExpiresAt;

    public void Revoke(string reason, DateTimeOffset now)
    {
        if (RevokedAt is null)
        {
            RevokedAt = now;
            RevokedReason = reason;
        }
    }
}

/// <summary>Why a session ended before its time: the values of <c>SessionRevoked.Reason</c>.</summary>
internal static class RevocationReasons
{
    public const string Logout = "logout";
    public const string Revoked = "revoked";
    public const string TokenReuse = "token-reuse";
    public const string Suspended = "suspended";
    public const string TwoFactorChanged = "two-factor-changed";
    public const string Deleted = "deleted";
    public const string PasswordChanged = "password-changed";
}

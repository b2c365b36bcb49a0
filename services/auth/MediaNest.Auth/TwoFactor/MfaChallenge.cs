using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MediaNest.Auth.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Auth.TwoFactor;

/// <summary>
/// A sign-in that waits for its second factor: who it is, and how the first one was proven. Its secret is random and never stored; its hash is.
/// Of no use after a few minutes, a few wrong codes or a right one.
/// </summary>
internal sealed class MfaChallenge
{
    public const int MaxAttempts = 5;

    public static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(5);

    private const int SecretBytes = 32;

    public Guid Id { get; init; }

    /// <summary>SHA-256: enough, as there is nothing to guess in 256 random bits.</summary>
    public required byte[] Hash { get; init; }

    public Guid UserId { get; init; }

    /// <summary><c>plex</c> or <c>password</c>.</summary>
    public required string Provider { get; init; }

    public bool Remember { get; init; }

    public int Attempts { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    public DateTimeOffset? UsedAt { get; init; }

    public static (MfaChallenge Challenge, string Secret) Create(Guid userId, string provider, bool remember, DateTimeOffset now)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var challenge = new MfaChallenge
        {
            Id = Guid.CreateVersion7(now),
            Hash = HashOf(secret),
            UserId = userId,
            Provider = provider,
            Remember = remember,
            CreatedAt = now,
            ExpiresAt = now + Lifetime,
        };
        return (challenge, secret);
    }

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));
}

internal sealed class MfaChallengeConfiguration : IEntityTypeConfiguration<MfaChallenge>
{
    public void Configure(EntityTypeBuilder<MfaChallenge> builder)
    {
        builder.ToTable("mfa_challenges");
        builder.Property(challenge => challenge.Id).ValueGeneratedNever();
        builder.Property(challenge => challenge.Hash).HasMaxLength(32);
        builder.Property(challenge => challenge.Provider).HasMaxLength(16);
        builder.HasOne<User>().WithMany().HasForeignKey(challenge => challenge.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(challenge => challenge.Hash).IsUnique();
        builder.HasIndex(challenge => challenge.ExpiresAt);
    }
}

using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using MediaNest.Auth.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Auth.Passwords;

/// <summary>Leave to set a new password, once, given to whoever reads the account's mail.</summary>
internal sealed class PasswordReset
{
    private const int SecretBytes = 32;

    public Guid Id { get; init; }

    /// <summary>Null where the address has no account: such a row opens nothing, it only costs what one that does would cost.</summary>
    public Guid? UserId { get; init; }

    /// <summary>SHA-256: enough, as there is nothing to guess in 256 random bits.</summary>
    public required byte[] Hash { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it was used, or made void by a newer one or by a change of password.</summary>
    public DateTimeOffset? EndedAt { get; private set; }

    public static (PasswordReset Reset, string Secret) Create(Guid? userId, TimeSpan lifetime, DateTimeOffset now)
    {
        var secret = Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(SecretBytes));
        var reset = new PasswordReset { Id = Guid.CreateVersion7(now), UserId = userId, Hash = HashOf(secret), CreatedAt = now, ExpiresAt = now + lifetime };
        return (reset, secret);
    }

    public static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    public void End(DateTimeOffset now) => EndedAt ??= now;
}

internal sealed class PasswordResetConfiguration : IEntityTypeConfiguration<PasswordReset>
{
    public void Configure(EntityTypeBuilder<PasswordReset> builder)
    {
        builder.ToTable("password_resets");
        builder.Property(reset => reset.Id).ValueGeneratedNever();
        builder.Property(reset => reset.Hash).HasMaxLength(32);
        builder.HasOne<User>().WithMany().HasForeignKey(reset => reset.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(reset => reset.Hash).IsUnique();
        builder.HasIndex(reset => reset.ExpiresAt);
        builder.HasIndex(reset => reset.UserId);
    }
}

using System.Security.Cryptography;
using System.Text;
using MediaNest.Auth.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Auth.TwoFactor;

/// <summary>One of a user's codes for the day the authenticator is lost. Good once; only its hash is kept.</summary>
internal sealed class BackupCode
{
    /// <summary>
    /// Ten characters of Identity's alphabet of 25 are 46 bits: too few for a fast hash. So much work for each guess makes trying them all
    /// hopeless, and ten codes are still made in a moment.
    /// </summary>
    private const int Iterations = 100_000;

    private const int HashBytes = 32;

    public Guid Id { get; init; }

    public Guid UserId { get; init; }

    public required byte[] Hash { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>The salt is the user's id, so that a code can be looked up by its hash; within one user's codes there are no two alike.</summary>
    public static byte[] HashOf(Guid userId, string code)
    {
        var plain = code.Replace("-", "", StringComparison.Ordinal).Replace(" ", "", StringComparison.Ordinal).ToUpperInvariant();
        return Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(plain), userId.ToByteArray(), Iterations, HashAlgorithmName.SHA512, HashBytes);
    }
}

internal sealed class BackupCodeConfiguration : IEntityTypeConfiguration<BackupCode>
{
    public void Configure(EntityTypeBuilder<BackupCode> builder)
    {
        builder.ToTable("backup_codes");
        builder.Property(code => code.Id).ValueGeneratedNever();
        builder.Property(code => code.Hash).HasMaxLength(32);
        builder.HasOne<User>().WithMany().HasForeignKey(code => code.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(code => new { code.UserId, code.Hash }).IsUnique();
    }
}

using MediaNest.Tokens;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Auth.Keys;

/// <summary>A signing key at rest. It signs between two times and verifies until the last token it signed has ended.</summary>
internal sealed class SigningKeyRecord
{
    public required string KeyId { get; init; }

    public TokenAlgorithm Algorithm { get; init; }

    /// <summary>PKCS #8, encrypted.</summary>
    public required byte[] ProtectedKey { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset SignsFrom { get; init; }

    public DateTimeOffset SignsUntil { get; set; }

    public DateTimeOffset VerifiesUntil { get; set; }

    public bool SignsAt(DateTimeOffset now) => SignsFrom <= now && now < SignsUntil;
}

internal sealed class SigningKeyRecordConfiguration : IEntityTypeConfiguration<SigningKeyRecord>
{
    public void Configure(EntityTypeBuilder<SigningKeyRecord> builder)
    {
        builder.ToTable("signing_keys");
        builder.HasKey(key => key.KeyId);
        builder.Property(key => key.KeyId).HasMaxLength(64);
        builder.Property(key => key.Algorithm).HasMaxLength(16);
    }
}

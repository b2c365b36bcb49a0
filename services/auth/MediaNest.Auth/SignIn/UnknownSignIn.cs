using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Auth.SignIn;

/// <summary>
/// Failed sign-ins for an address that has no account. They lead to the same lockout as for one that has, so that a lockout tells nobody which
/// addresses exist. The address itself is not kept.
/// </summary>
internal sealed class UnknownSignIn
{
    /// <summary>SHA-256 of the normalised address.</summary>
    public required byte[] EmailHash { get; init; }

    public int AccessFailedCount { get; init; }

    public DateTimeOffset? LockoutEnd { get; init; }

    public DateTimeOffset LastAt { get; init; }
}

internal sealed class UnknownSignInConfiguration : IEntityTypeConfiguration<UnknownSignIn>
{
    public void Configure(EntityTypeBuilder<UnknownSignIn> builder)
    {
        builder.ToTable("unknown_sign_ins");
        builder.HasKey(signIn => signIn.EmailHash);
        builder.Property(signIn => signIn.EmailHash).HasMaxLength(32);
        builder.HasIndex(signIn => signIn.LastAt);
    }
}

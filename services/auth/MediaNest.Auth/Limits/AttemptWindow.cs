using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Auth.Limits;

/// <summary>When somebody last did what may be done only so often. Who is kept as a hash alone: it may be an address that has no account here.</summary>
internal sealed class AttemptWindow
{
    public required string Scope { get; init; }

    /// <summary>SHA-256 of scope and subject.</summary>
    public required byte[] Subject { get; init; }

    /// <summary>The earliest first; never more than the limit.</summary>
    public required DateTimeOffset[] Times { get; init; }

    public DateTimeOffset EndsAt { get; init; }
}

internal sealed class AttemptWindowConfiguration : IEntityTypeConfiguration<AttemptWindow>
{
    public void Configure(EntityTypeBuilder<AttemptWindow> builder)
    {
        builder.ToTable("attempt_windows");
        builder.HasKey(window => new { window.Scope, window.Subject });
        builder.Property(window => window.Scope).HasMaxLength(32);
        builder.Property(window => window.Subject).HasMaxLength(32);
        builder.HasIndex(window => window.EndsAt);
    }
}

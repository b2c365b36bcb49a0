using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Auth.Plex;

/// <summary>
/// A PIN that plex.tv gave us. Clients know it by our id: plex.tv's own ids are counted up, so anybody could name another person's.
/// </summary>
internal sealed class PlexPin
{
    public Guid Id { get; init; }

    public long PlexId { get; init; }

    public required string Code { get; init; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>When it signed somebody in; it does so once.</summary>
    public DateTimeOffset? UsedAt { get; init; }
}

/// <summary>What plex.tv knows this installation as; one row, made once.</summary>
internal sealed class PlexInstallation
{
    public const int TheOne = 1;

    public int Id { get; init; }

    public Guid ClientIdentifier { get; init; }
}

internal sealed class PlexPinConfiguration : IEntityTypeConfiguration<PlexPin>
{
    public void Configure(EntityTypeBuilder<PlexPin> builder)
    {
        builder.ToTable("plex_pins");
        builder.Property(pin => pin.Id).ValueGeneratedNever();
        builder.Property(pin => pin.Code).HasMaxLength(64);
        builder.HasIndex(pin => pin.ExpiresAt);
    }
}

internal sealed class PlexInstallationConfiguration : IEntityTypeConfiguration<PlexInstallation>
{
    public void Configure(EntityTypeBuilder<PlexInstallation> builder)
    {
        builder.ToTable("plex_installations");
        builder.Property(installation => installation.Id).ValueGeneratedNever();
    }
}

using MediaNest.Auth.Users;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Auth.Sessions;

/// <summary>A kind of device somebody has signed in from before. Outlives the sessions.</summary>
internal sealed class KnownDevice
{
    public Guid UserId { get; init; }

    /// <summary>SHA-256 of the device's description and its user agent without version numbers: an update makes no new device.</summary>
    public required byte[] Fingerprint { get; init; }

    public required string Device { get; init; }

    public DateTimeOffset FirstSeenAt { get; init; }

    public DateTimeOffset LastSeenAt { get; init; }
}

internal sealed class KnownDeviceConfiguration : IEntityTypeConfiguration<KnownDevice>
{
    public void Configure(EntityTypeBuilder<KnownDevice> builder)
    {
        builder.ToTable("known_devices");
        builder.HasKey(device => new { device.UserId, device.Fingerprint });
        builder.Property(device => device.Fingerprint).HasMaxLength(32);
        builder.Property(device => device.Device).HasMaxLength(100);
        builder.HasOne<User>().WithMany().HasForeignKey(device => device.UserId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(device => device.LastSeenAt);
    }
}

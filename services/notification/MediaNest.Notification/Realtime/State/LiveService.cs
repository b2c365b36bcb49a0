using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Notification.Realtime.State;

/// <summary>How a service is, learnt from operations' events.</summary>
internal sealed class LiveService
{
    public required string Name { get; init; }

    public required string Status { get; init; }

    public required string PreviousStatus { get; init; }

    public double? ResponseTimeMs { get; init; }

    public DateTimeOffset ChangedAt { get; init; }
}

internal sealed class LiveServiceConfiguration : IEntityTypeConfiguration<LiveService>
{
    public void Configure(EntityTypeBuilder<LiveService> builder)
    {
        builder.ToTable("live_services").HasKey(service => service.Name);
        builder.Property(service => service.Name).HasMaxLength(64);
        builder.Property(service => service.Status).HasMaxLength(32);
        builder.Property(service => service.PreviousStatus).HasMaxLength(32);
    }
}

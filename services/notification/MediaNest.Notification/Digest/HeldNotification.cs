using MediaNest.Notification.Notifications;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Notification.Digest;

/// <summary>While it is open, what is stored of a type for a user is told of at its end, all at once.</summary>
internal sealed class BurstWindow
{
    public Guid UserId { get; init; }

    public required string Kind { get; init; }

    public DateTimeOffset EndsAt { get; init; }
}

/// <summary>A stored notification that nobody has been told of yet. Whoever tells of it deletes this row in the same transaction: so it happens once.</summary>
internal sealed class HeldNotification
{
    public Guid NotificationId { get; init; }

    public Guid UserId { get; init; }

    public required string Kind { get; init; }

    public DateTimeOffset DueAt { get; init; }
}

internal sealed class BurstWindowConfiguration : IEntityTypeConfiguration<BurstWindow>
{
    public void Configure(EntityTypeBuilder<BurstWindow> builder)
    {
        builder.ToTable("burst_windows").HasKey(window => new { window.UserId, window.Kind });
        builder.Property(window => window.Kind).HasMaxLength(StoredNotification.LongestKind);
        builder.HasIndex(window => window.EndsAt);
    }
}

internal sealed class HeldNotificationConfiguration : IEntityTypeConfiguration<HeldNotification>
{
    public void Configure(EntityTypeBuilder<HeldNotification> builder)
    {
        builder.ToTable("held_notifications").HasKey(held => held.NotificationId);
        builder.Property(held => held.NotificationId).ValueGeneratedNever();
        builder.Property(held => held.Kind).HasMaxLength(StoredNotification.LongestKind);
        // deleted by its user before anybody was told: then there is nothing to tell
        builder.HasOne<StoredNotification>().WithOne().HasForeignKey<HeldNotification>(held => held.NotificationId).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(held => held.DueAt);
        builder.HasIndex(held => new { held.UserId, held.Kind });
    }
}

using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Notification.Notifications;

internal sealed class StoredNotificationConfiguration : IEntityTypeConfiguration<StoredNotification>
{
    public void Configure(EntityTypeBuilder<StoredNotification> builder)
    {
        builder.ToTable("notifications").HasKey(notification => notification.Id);
        builder.Property(notification => notification.Id).ValueGeneratedNever();
        builder.Property(notification => notification.Cause).HasMaxLength(StoredNotification.LongestCause);
        builder.Property(notification => notification.Kind).HasMaxLength(StoredNotification.LongestKind);
        builder.Property(notification => notification.Title).HasMaxLength(StoredNotification.LongestTitle);
        builder.Property(notification => notification.Message).HasMaxLength(StoredNotification.LongestMessage);
        builder.Property(notification => notification.Data).HasColumnType("jsonb");
        builder.HasIndex(notification => new { notification.UserId, notification.Cause }).IsUnique();
        // newest first; ids of version 7 do not tell apart what was created in the same millisecond
        builder.HasIndex(notification => new { notification.UserId, notification.CreatedAt });
        builder.HasIndex(notification => notification.UserId, "ix_notifications_unread").HasFilter("read_at IS NULL");
        builder.HasIndex(notification => notification.CreatedAt);
        builder.HasIndex(notification => notification.AboutUserId).HasFilter("about_user_id IS NOT NULL");
    }
}

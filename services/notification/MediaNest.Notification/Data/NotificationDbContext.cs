using MediaNest.Messaging;
using MediaNest.Notification.Delivery;
using MediaNest.Notification.Digest;
using MediaNest.Notification.Notifications;
using MediaNest.Notification.Preferences;
using MediaNest.Notification.Realtime.State;
using MediaNest.Notification.Users;
using MediaNest.Notification.Webhooks;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Notification.Data;

internal sealed class NotificationDbContext(DbContextOptions<NotificationDbContext> options) : DbContext(options)
{
    public DbSet<StoredNotification> Notifications => Set<StoredNotification>();

    public DbSet<RequestProgress> RequestProgress => Set<RequestProgress>();

    public DbSet<KnownUser> Users => Set<KnownUser>();

    public DbSet<UserChannels> UserChannels => Set<UserChannels>();

    public DbSet<BurstWindow> BurstWindows => Set<BurstWindow>();

    public DbSet<HeldNotification> HeldNotifications => Set<HeldNotification>();

    public DbSet<Webhook> Webhooks => Set<Webhook>();

    public DbSet<QueuedDelivery> Deliveries => Set<QueuedDelivery>();

    public DbSet<DeliveryAttempt> DeliveryAttempts => Set<DeliveryAttempt>();

    public DbSet<LiveRequest> LiveRequests => Set<LiveRequest>();

    public DbSet<LiveDownload> LiveDownloads => Set<LiveDownload>();

    public DbSet<LiveService> LiveServices => Set<LiveService>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(NotificationDbContext).Assembly).AddMessagingTables();
}

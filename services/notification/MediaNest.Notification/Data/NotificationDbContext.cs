using MediaNest.Messaging;
using MediaNest.Notification.Notifications;
using MediaNest.Notification.Realtime.State;
using MediaNest.Notification.Users;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Notification.Data;

internal sealed class NotificationDbContext(DbContextOptions<NotificationDbContext> options) : DbContext(options)
{
    public DbSet<StoredNotification> Notifications => Set<StoredNotification>();

    public DbSet<RequestProgress> RequestProgress => Set<RequestProgress>();

    public DbSet<KnownUser> Users => Set<KnownUser>();

    public DbSet<LiveRequest> LiveRequests => Set<LiveRequest>();

    public DbSet<LiveDownload> LiveDownloads => Set<LiveDownload>();

    public DbSet<LiveService> LiveServices => Set<LiveService>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(NotificationDbContext).Assembly).AddMessagingTables();
}

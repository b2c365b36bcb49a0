using MediaNest.Download.Downloads;
using MediaNest.Download.Queue;
using MediaNest.Messaging;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Download.Data;

internal sealed class DownloadDbContext(DbContextOptions<DownloadDbContext> options) : DbContext(options)
{
    public DbSet<Downloads.Download> Downloads => Set<Downloads.Download>();

    public DbSet<QueuePause> QueuePauses => Set<QueuePause>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfiguration(new DownloadConfiguration());
        modelBuilder.ApplyConfiguration(new QueuePauseConfiguration());
        modelBuilder.AddMessagingTables();
    }
}

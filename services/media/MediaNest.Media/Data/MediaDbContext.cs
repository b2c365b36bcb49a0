using MediaNest.Media.Fulfilment;
using MediaNest.Media.Requests;
using MediaNest.Messaging;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Media.Data;

internal sealed class MediaDbContext(DbContextOptions<MediaDbContext> options) : DbContext(options)
{
    public DbSet<MediaRequest> Requests => Set<MediaRequest>();

    public DbSet<RequestItem> Items => Set<RequestItem>();

    public DbSet<RequestFollower> Followers => Set<RequestFollower>();

    public DbSet<RequestMove> History => Set<RequestMove>();

    public DbSet<RequestJob> Jobs => Set<RequestJob>();

    public DbSet<IdempotentAnswer> IdempotentAnswers => Set<IdempotentAnswer>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(MediaDbContext).Assembly);
        modelBuilder.AddMessagingTables();
    }
}

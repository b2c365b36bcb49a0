using MediaNest.Messaging;
using MediaNest.Plex.Libraries;
using MediaNest.Plex.Sync;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Plex.Data;

internal sealed class PlexDbContext(DbContextOptions<PlexDbContext> options) : DbContext(options)
{
    public DbSet<Library> Libraries => Set<Library>();

    public DbSet<LibraryItem> Items => Set<LibraryItem>();

    public DbSet<ServerState> ServerStates => Set<ServerState>();

    protected override void OnModelCreating(ModelBuilder modelBuilder)
    {
        modelBuilder.ApplyConfiguration(new LibraryConfiguration());
        modelBuilder.ApplyConfiguration(new LibraryItemConfiguration());
        modelBuilder.ApplyConfiguration(new ServerStateConfiguration());
        modelBuilder.AddMessagingTables();
    }
}

using MediaNest.Messaging;
using MediaNest.Operations.RateLimits;
using MediaNest.Operations.Statistics;
using MediaNest.Operations.Status;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Operations.Data;

internal sealed class OperationsDbContext(DbContextOptions<OperationsDbContext> options) : DbContext(options)
{
    public DbSet<MonitoredService> Services => Set<MonitoredService>();

    public DbSet<ServiceHour> ServiceHours => Set<ServiceHour>();

    public DbSet<StatusChange> StatusChanges => Set<StatusChange>();

    public DbSet<UserFact> Users => Set<UserFact>();

    public DbSet<RequestFact> Requests => Set<RequestFact>();

    public DbSet<DownloadFact> Downloads => Set<DownloadFact>();

    public DbSet<RateLimitViolation> RateLimitViolations => Set<RateLimitViolation>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) =>
        modelBuilder.ApplyConfigurationsFromAssembly(typeof(OperationsDbContext).Assembly).AddMessagingTables();
}

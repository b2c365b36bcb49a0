using MediaNest.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MediaNest.Messaging.Tests.Shop;

/// <summary>The database of the small service that these tests run.</summary>
internal sealed class ShopDbContext(DbContextOptions<ShopDbContext> options) : DbContext(options)
{
    public DbSet<Receipt> Receipts => Set<Receipt>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.AddMessagingTables();

    /// <summary>For dotnet ef: this project has no Program of its own to take the context from.</summary>
    internal sealed class Factory : IDesignTimeDbContextFactory<ShopDbContext>
    {
        public ShopDbContext CreateDbContext(string[] args)
        {
            var builder = Host.CreateApplicationBuilder();
            builder.AddServiceDatabase<ShopDbContext>("shop-db");
            return builder.Build().Services.CreateScope().ServiceProvider.GetRequiredService<ShopDbContext>();
        }
    }
}

/// <summary>Written by consumers. Nothing in it is unique: consuming twice shows as two rows.</summary>
internal sealed class Receipt
{
    public long Id { get; private set; }

    public required int Number { get; init; }

    public required string Consumer { get; init; }

    public string? CorrelationId { get; init; }

    public Guid? ActorId { get; init; }
}

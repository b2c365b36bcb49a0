using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Design;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace MediaNest.Persistence.Tests.Library;

/// <summary>A model with a bit of everything that services use; not one name or conversion is configured.</summary>
internal sealed class LibraryDbContext(DbContextOptions<LibraryDbContext> options) : DbContext(options)
{
    public DbSet<WatchedBook> WatchedBooks => Set<WatchedBook>();

    protected override void OnModelCreating(ModelBuilder modelBuilder) => modelBuilder.Entity<WatchedBook>(book =>
    {
        book.HasIndex(row => new { row.IsbnNumber, row.State }).IsUnique();
        book.ComplexProperty(row => row.Address);
        book.OwnsOne(row => row.Extra, extra => extra.ToJson());
    });

    /// <summary>For dotnet ef: this project has no Program of its own to take the context from.</summary>
    internal sealed class Factory : IDesignTimeDbContextFactory<LibraryDbContext>
    {
        public LibraryDbContext CreateDbContext(string[] args)
        {
            var builder = Host.CreateApplicationBuilder();
            builder.AddServiceDatabase<LibraryDbContext>("library-db");
            return builder.Build().Services.CreateScope().ServiceProvider.GetRequiredService<LibraryDbContext>();
        }
    }
}

internal enum BookState
{
    OnTheShelf,
    LentOut,
}

internal sealed class WatchedBook
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required string IsbnNumber { get; init; }

    public BookState State { get; set; }

    public BookState? PreviousState { get; set; }

    public List<BookState> History { get; init; } = [];

    public DateTimeOffset AddedAt { get; init; }

    public required ShelfAddress Address { get; init; }

    public required BookExtra Extra { get; init; }

    public List<Chapter> Chapters { get; init; } = [];
}

internal sealed class ShelfAddress
{
    public required string RoomName { get; init; }
}

internal sealed class BookExtra
{
    public required string CoverUrl { get; init; }
}

internal sealed class Chapter
{
    public Guid Id { get; private set; } = Guid.CreateVersion7();

    public required string ChapterTitle { get; init; }
}

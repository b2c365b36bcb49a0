using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Plex.Libraries;

/// <summary>A library of the media server, and how far its index is.</summary>
internal sealed class Library
{
    public required string Key { get; init; }

    public required string Title { get; set; }

    /// <summary>Plex's word: <c>movie</c>, <c>show</c>, <c>artist</c>, <c>photo</c>. The first two are indexed.</summary>
    public required string Type { get; set; }

    public int Count { get; set; }

    /// <summary>The last full comparison; null before the first.</summary>
    public DateTimeOffset? FullSyncedAt { get; set; }

    /// <summary>When the last look at Plex that is now in the index began.</summary>
    public DateTimeOffset? CheckedAt { get; set; }

    /// <summary>An administrator wants a full comparison.</summary>
    public DateTimeOffset? SyncRequestedAt { get; set; }

    /// <summary>Plex is to look for new files; kept until Plex could be told.</summary>
    public DateTimeOffset? ScanRequestedAt { get; set; }

    /// <summary>One replica at a time works on a library: the name of the lock for that.</summary>
    public static string LockOf(string key) => "plex-library:" + key;

    public bool IsIndexed => Type is "movie" or "show";
}

internal sealed class LibraryConfiguration : IEntityTypeConfiguration<Library>
{
    public void Configure(EntityTypeBuilder<Library> builder)
    {
        builder.ToTable("libraries");
        builder.HasKey(library => library.Key);
        builder.Property(library => library.Key).HasMaxLength(32);
        builder.Property(library => library.Title).HasMaxLength(300);
        builder.Property(library => library.Type).HasMaxLength(32);
    }
}

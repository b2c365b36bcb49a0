using MediaNest.Plex.MediaServer;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Plex.Libraries;

/// <summary>A film or show in the index.</summary>
internal sealed class LibraryItem
{
    private const int MaxTitle = 500;

    public required string LibraryKey { get; init; }

    public required string RatingKey { get; init; }

    /// <summary><c>movie</c> or <c>tv</c>, as everywhere in MediaNest.</summary>
    public required string MediaType { get; init; }

    public string Title { get; set; } = "";

    public int? Year { get; set; }

    public string? Summary { get; set; }

    public int? TmdbId { get; set; }

    public string? ImdbId { get; set; }

    public int? TvdbId { get; set; }

    public DateTimeOffset AddedAt { get; set; }

    public int? DurationMinutes { get; set; }

    public string? ContentRating { get; set; }

    public bool Is4K { get; set; }

    public string? Thumb { get; set; }

    /// <summary>Seasons of which at least one episode is there, in order; empty for films.</summary>
    public List<int> Seasons { get; set; } = [];

    /// <summary>Episodes that are there; null for films, and where Plex does not say.</summary>
    public int? Episodes { get; set; }

    /// <summary>Takes over what Plex says.</summary>
    /// <returns>Whether seasons or episodes came that were not there before.</returns>
    public bool Update(PlexMetadata item, IEnumerable<int> seasons)
    {
        var ids = ExternalIds.Of(item);
        var sorted = seasons.Distinct().Order().ToList();
        var episodes = MediaType == "movie" ? null : item.LeafCount;
        var grown = sorted.Except(Seasons).Any() || episodes > Episodes;
        Episodes = episodes;
        Title = Shorten(item.Title, MaxTitle) ?? "";
        Year = item.Year;
        Summary = Shorten(item.Summary, 4000);
        TmdbId = ids.Tmdb;
        ImdbId = ids.Imdb;
        TvdbId = ids.Tvdb;
        AddedAt = AddedAtOf(item);
        DurationMinutes = item.Duration is > 0 and < 6_000_000_000 ? (int)(item.Duration.Value / 60_000) : null;
        ContentRating = Shorten(item.ContentRating, 32);
        Is4K = item.Media?.Any(media => media.VideoResolution == "4k") is true;
        Thumb = item.Thumb is { Length: <= 300 } thumb && thumb.StartsWith("/library/", StringComparison.Ordinal) && !thumb.Contains("..", StringComparison.Ordinal) ? thumb : null;
        if (!sorted.SequenceEqual(Seasons))
        {
            Seasons = sorted;
        }

        return grown;
    }

    public static DateTimeOffset AddedAtOf(PlexMetadata item) =>
        DateTimeOffset.FromUnixTimeSeconds(Math.Clamp(item.AddedAt ?? 0, 0, 4_102_444_800));

    /// <summary>Cut between characters, never within one: half a surrogate pair cannot be stored, nor can a NUL.</summary>
    private static string? Shorten(string? text, int length)
    {
        var clean = text?.Replace("\0", "", StringComparison.Ordinal);
        if (string.IsNullOrWhiteSpace(clean) || clean.Length <= length)
        {
            return string.IsNullOrWhiteSpace(clean) ? null : clean;
        }

        return clean[..(char.IsHighSurrogate(clean[length - 1]) ? length - 1 : length)];
    }
}

internal sealed class LibraryItemConfiguration : IEntityTypeConfiguration<LibraryItem>
{
    public void Configure(EntityTypeBuilder<LibraryItem> builder)
    {
        builder.ToTable("library_items");
        builder.HasKey(item => new { item.LibraryKey, item.RatingKey });
        builder.Property(item => item.LibraryKey).HasMaxLength(32);
        builder.Property(item => item.RatingKey).HasMaxLength(64);
        builder.Property(item => item.MediaType).HasMaxLength(8);
        builder.Property(item => item.Title).HasMaxLength(500);
        builder.Property(item => item.Summary).HasMaxLength(4000);
        builder.Property(item => item.ImdbId).HasMaxLength(20);
        builder.Property(item => item.ContentRating).HasMaxLength(32);
        builder.Property(item => item.Thumb).HasMaxLength(300);
        builder.Property(item => item.Is4K).HasColumnName("is_4k");
        builder.HasOne<Library>().WithMany().HasForeignKey(item => item.LibraryKey).OnDelete(DeleteBehavior.Cascade);
        builder.HasIndex(item => new { item.MediaType, item.TmdbId });
        builder.HasIndex(item => new { item.LibraryKey, item.AddedAt });
        builder.HasIndex(item => item.AddedAt);
        builder.HasIndex(item => item.RatingKey);
    }
}

using System.Globalization;
using MediaNest.Plex.MediaServer;
using MediaNest.ServiceDefaults.Paging;

namespace MediaNest.Plex.Libraries;

/// <summary>The media server.</summary>
internal sealed record ServerView(string Name, string Version, string Platform, string MachineIdentifier, int Libraries, int? Users);

/// <summary>A library.</summary>
internal sealed record LibraryView(string Key, string Title, string Type, int Count);

/// <summary>All libraries.</summary>
internal sealed record LibraryList(IReadOnlyList<LibraryView> Libraries);

/// <summary>A film or show in the library, as clients see it.</summary>
internal sealed record ItemView(
    string RatingKey,
    string LibraryKey,
    string Type,
    string Title,
    int? Year,
    string? Summary,
    string? TmdbId,
    string? ImdbId,
    string? TvdbId,
    DateTimeOffset AddedAt,
    int? Duration,
    string? ContentRating,
    bool Is4K,
    IReadOnlyList<int>? Seasons,
    string? Thumbnail)
{
    public static ItemView From(LibraryItem item) => new(
        item.RatingKey,
        item.LibraryKey,
        item.MediaType,
        item.Title,
        item.Year,
        item.Summary,
        Text(item.TmdbId),
        item.ImdbId,
        Text(item.TvdbId),
        item.AddedAt,
        item.DurationMinutes,
        item.ContentRating,
        item.Is4K,
        item.MediaType == "tv" ? item.Seasons : null,
        item.Thumb is null ? null : ThumbnailOf(item.RatingKey));

    /// <summary>What Plex itself just said, of something that may not be in the index yet. Null where it is neither film nor show.</summary>
    public static ItemView? From(PlexMetadata metadata)
    {
        if (metadata is not { RatingKey: { Length: > 0 and <= 64 } key, Type: "movie" or "show" })
        {
            return null;
        }

        var item = new LibraryItem { LibraryKey = metadata.LibrarySectionId ?? "", RatingKey = key, MediaType = metadata.Type == "movie" ? "movie" : "tv" };
        item.Update(metadata, []);
        return From(item) with { Seasons = null };
    }

    private static string? Text(int? number) => number?.ToString(CultureInfo.InvariantCulture);

    // the picture itself comes through us: its real address needs Plex's token
    private static string ThumbnailOf(string ratingKey) => $"/api/v1/plex/thumbnails/{Uri.EscapeDataString(ratingKey)}";
}

/// <summary>Some items.</summary>
internal sealed record ItemList(IReadOnlyList<ItemView> Items);

/// <summary>A page of items.</summary>
internal sealed record ItemPage(IReadOnlyList<ItemView> Items, Pagination Pagination);

/// <summary>A collection.</summary>
internal sealed record CollectionView(string Id, string Title, string? Summary, string? LibraryKey, int Count);

/// <summary>The collections of a library.</summary>
internal sealed record CollectionList(IReadOnlyList<CollectionView> Collections);

/// <summary>A collection and what is in it.</summary>
internal sealed record CollectionDetails(string Id, string Title, string? Summary, int Count, IReadOnlyList<ItemView> Items);

/// <summary>Something was taken on, and will be done.</summary>
internal sealed record LibraryTask(string LibraryKey, string Task, string Status, DateTimeOffset RequestedAt);

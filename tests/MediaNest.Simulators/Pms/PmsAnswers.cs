using System.Globalization;
using MediaNest.Simulators.Catalogue;

namespace MediaNest.Simulators.Pms;

/// <summary>The elements of the media server's answers.</summary>
internal static class PmsAnswers
{
    public static PlexNode Container(int size) => new PlexNode("MediaContainer").With("size", size).With("allowSync", true);

    /// <summary>
    /// One page of a list. Like the real server it cuts only when a size is asked for, and a size of 0 only counts.
    /// </summary>
    public static PlexNode Page<T>(HttpRequest request, IReadOnlyList<T> all, Func<T, PlexNode> write, int? defaultSize = null)
    {
        var size = request.PlexNumber("X-Plex-Container-Size") ?? defaultSize;
        if (size is null or < 0)
        {
            return Container(all.Count).With("totalSize", all.Count).With("offset", 0).AddRange(all.Select(write));
        }

        var start = Math.Max(0, request.PlexNumber("X-Plex-Container-Start") ?? 0);
        var page = all.Skip(start).Take(size.Value).ToList();
        request.HttpContext.Response.Headers["X-Plex-Container-Start"] = start.ToString(CultureInfo.InvariantCulture);
        request.HttpContext.Response.Headers["X-Plex-Container-Total-Size"] = all.Count.ToString(CultureInfo.InvariantCulture);
        return Container(page.Count).With("totalSize", all.Count).With("offset", start).AddRange(page.Select(write));
    }

    public static PlexNode Item(PlexItem item, bool guids) =>
        item.Title.Type is MediaType.Movie ? Movie(item, guids) : Show(item, guids);

    public static PlexNode Season(PlexItem item, int season)
    {
        var title = item.Title;
        var key = RatingKeys.Season(item.RatingKey, season);
        var added = Epoch(item.SeasonsAdded[season]);
        return new PlexNode("Directory", "Metadata")
            .With("ratingKey", Text(key))
            .With("key", $"/library/metadata/{key}/children")
            .With("parentRatingKey", Text(item.RatingKey))
            .With("parentKey", $"/library/metadata/{item.RatingKey}")
            .With("guid", $"plex://season/{Hash(title, season)}")
            .With("parentGuid", PlexGuid(item))
            .With("type", "season")
            .With("title", $"Season {season}")
            .With("parentTitle", title.Name)
            .With("librarySectionTitle", "TV Shows").With("librarySectionID", item.SectionId).With("librarySectionKey", $"/library/sections/{item.SectionId}")
            .With("summary", "")
            .With("index", season)
            .With("parentIndex", 1)
            .With("parentYear", title.Year)
            .With("leafCount", title.EpisodesPerSeason[season - 1])
            .With("viewedLeafCount", 0)
            .With("thumb", $"/library/metadata/{key}/thumb/{added}")
            .With("parentThumb", $"/library/metadata/{item.RatingKey}/thumb/{Epoch(item.AddedAt)}")
            .With("addedAt", added).With("updatedAt", added);
    }

    public static PlexNode Episode(PlexItem item, int season, int episode)
    {
        var title = item.Title;
        var key = RatingKeys.Episode(item.RatingKey, season, episode);
        var seasonKey = RatingKeys.Season(item.RatingKey, season);
        var added = Epoch(item.SeasonsAdded[season]);
        return new PlexNode("Video", "Metadata")
            .With("ratingKey", Text(key)).With("key", $"/library/metadata/{key}")
            .With("parentRatingKey", Text(seasonKey)).With("parentKey", $"/library/metadata/{seasonKey}")
            .With("grandparentRatingKey", Text(item.RatingKey)).With("grandparentKey", $"/library/metadata/{item.RatingKey}")
            .With("guid", $"plex://episode/{Hash(title, (season * 1000) + episode)}")
            .With("grandparentGuid", PlexGuid(item))
            .With("type", "episode")
            .With("title", $"Episode {episode}").With("parentTitle", $"Season {season}").With("grandparentTitle", title.Name)
            .With("librarySectionTitle", "TV Shows").With("librarySectionID", item.SectionId)
            .With("index", episode).With("parentIndex", season)
            .With("duration", (long)title.Runtime * 60_000)
            .With("originallyAvailableAt", Date(title.SeasonReleased(season).AddDays(7 * (episode - 1))))
            .With("addedAt", added).With("updatedAt", added)
            .Add(Media(item, title.Runtime));
    }

    /// <summary>An entry of plex.tv's watchlist: the same shape, without a file.</summary>
    public static PlexNode Watchlisted(Title title) =>
        new PlexNode(title.Type is MediaType.Movie ? "Video" : "Directory", "Metadata")
            .With("ratingKey", Hash(title)).With("key", $"/library/metadata/{Hash(title)}")
            .With("guid", $"plex://{Kind(title)}/{Hash(title)}")
            .With("type", Kind(title)).With("title", title.Name).With("year", title.Year)
            .AddRange(Guids(title));

    public static PlexNode Collection(int id, string name, IReadOnlyCollection<PlexItem> items) =>
        new PlexNode("Directory", "Metadata")
            .With("ratingKey", Text(id)).With("key", $"/library/collections/{id}/children")
            .With("guid", $"collection://{id}").With("type", "collection").With("subtype", "movie")
            .With("title", name).With("summary", "").With("index", id).With("childCount", items.Count)
            .With("minYear", items.Min(item => item.Title.Year)).With("maxYear", items.Max(item => item.Title.Year))
            .With("thumb", $"/library/collections/{id}/composite/1")
            .With("addedAt", Epoch(items.Min(item => item.AddedAt))).With("updatedAt", Epoch(items.Max(item => item.AddedAt)));

    public static long Epoch(DateTimeOffset time) => time.ToUnixTimeSeconds();

    private static PlexNode Movie(PlexItem item, bool guids) =>
        Common(new PlexNode("Video", "Metadata"), item, $"/library/metadata/{item.RatingKey}")
            .With("duration", (long)item.Title.Runtime * 60_000)
            .Add(Media(item, item.Title.Runtime))
            .AddRange(People(item.Title))
            .AddRange(guids && !item.LegacyGuid ? Guids(item.Title) : []);

    private static PlexNode Show(PlexItem item, bool guids) =>
        Common(new PlexNode("Directory", "Metadata"), item, $"/library/metadata/{item.RatingKey}/children")
            .With("index", 1)
            .With("childCount", item.SeasonsAdded.Count)
            .With("leafCount", item.SeasonsAdded.Keys.Sum(season => item.Title.EpisodesPerSeason[season - 1]))
            .With("viewedLeafCount", 0)
            .AddRange(People(item.Title))
            .AddRange(guids && !item.LegacyGuid ? Guids(item.Title) : []);

    private static PlexNode Common(PlexNode node, PlexItem item, string key)
    {
        var title = item.Title;
        var added = Epoch(item.AddedAt);
        return node
            .With("ratingKey", Text(item.RatingKey))
            .With("key", key)
            .With("guid", PlexGuid(item))
            .With("studio", "Simulated Pictures")
            .With("type", Kind(title))
            .With("title", title.Name)
            .With("titleSort", title.Name.StartsWith("The ", StringComparison.Ordinal) ? title.Name[4..] : null)
            .With("librarySectionTitle", title.Type is MediaType.Movie ? "Movies" : "TV Shows")
            .With("librarySectionID", item.SectionId)
            .With("librarySectionKey", $"/library/sections/{item.SectionId}")
            .With("contentRating", title.Type is MediaType.Movie ? "PG-13" : "TV-14")
            .With("summary", title.Overview)
            .With("rating", title.Rating)
            .With("year", title.Year)
            .With("thumb", $"/library/metadata/{item.RatingKey}/thumb/{added}")
            .With("art", $"/library/metadata/{item.RatingKey}/art/{added}")
            .With("originallyAvailableAt", Date(title.Released))
            .With("addedAt", added)
            .With("updatedAt", Epoch(item.SeasonsAdded.Count > 0 ? item.SeasonsAdded.Values.Max() : item.AddedAt));
    }

    private static IEnumerable<PlexNode> People(Title title) =>
    [
        .. title.Genres.Select(genre => new PlexNode("Genre").With("tag", genre.Name)),
        new PlexNode(title.Type is MediaType.Movie ? "Director" : "Writer").With("tag", title.Maker),
        .. title.Cast.Take(3).Select(name => new PlexNode("Role").With("tag", name)),
    ];

    private static IEnumerable<PlexNode> Guids(Title title)
    {
        if (title.ImdbId is not null)
        {
            yield return new PlexNode("Guid").With("id", $"imdb://{title.ImdbId}");
        }

        yield return new PlexNode("Guid").With("id", $"tmdb://{title.TmdbId}");
        if (title.TvdbId is not null)
        {
            yield return new PlexNode("Guid").With("id", $"tvdb://{title.TvdbId}");
        }
    }

    private static PlexNode Media(PlexItem item, int minutes) =>
        new PlexNode("Media")
            .With("id", item.RatingKey + 50_000).With("duration", (long)minutes * 60_000)
            .With("bitrate", item.Is4K ? 24_000 : 8_000).With("width", item.Is4K ? 3840 : 1920).With("height", item.Is4K ? 2160 : 1080)
            .With("aspectRatio", 1.78).With("audioChannels", 6).With("audioCodec", "eac3")
            .With("videoCodec", item.Is4K ? "hevc" : "h264").With("videoResolution", item.Is4K ? "4k" : "1080").With("container", "mkv")
            .Add(new PlexNode("Part")
                .With("id", item.RatingKey + 60_000).With("key", $"/library/parts/{item.RatingKey + 60_000}/1/file.mkv")
                .With("duration", (long)minutes * 60_000).With("file", $"/data/{item.RatingKey}/file.mkv").With("size", 4_000_000_000L).With("container", "mkv"));

    private static string PlexGuid(PlexItem item) => item.LegacyGuid
        ? $"com.plexapp.agents.themoviedb://{item.Title.TmdbId}?lang=en"
        : $"plex://{Kind(item.Title)}/{Hash(item.Title)}";

    private static string Kind(Title title) => title.Type is MediaType.Movie ? "movie" : "show";

    private static string Hash(Title title, int part = 0) =>
        $"5d7768{(title.Type is MediaType.Movie ? 2 : 9)}{title.TmdbId:x8}{part:x9}";

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

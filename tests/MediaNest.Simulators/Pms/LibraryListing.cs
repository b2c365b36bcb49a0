using System.Globalization;
using MediaNest.Simulators.Catalogue;

namespace MediaNest.Simulators.Pms;

/// <summary>The list of a section: its levels (type 1 film, 2 show, 3 season, 4 episode), filters and sorting.</summary>
internal static class LibraryListing
{
    private sealed record Row(PlexItem Item, int Season, int Episode, DateTimeOffset Added);

    public static PlexNode Write(HttpRequest request, IReadOnlyList<PlexItem> items)
    {
        var rows = Sort(Filter(request.Query, Level(request.Query["type"], items)), request.Query["sort"]).ToList();
        var guids = request.Query["includeGuids"] == "1";
        return PmsAnswers.Page(request, rows, row =>
            row.Episode > 0 ? PmsAnswers.Episode(row.Item, row.Season, row.Episode)
            : row.Season > 0 ? PmsAnswers.Season(row.Item, row.Season)
            : PmsAnswers.Item(row.Item, guids));
    }

    private static IEnumerable<Row> Level(string? type, IReadOnlyList<PlexItem> items) => type switch
    {
        "1" => items.Where(item => item.Title.Type is MediaType.Movie).Select(Whole),
        "2" => items.Where(item => item.Title.Type is MediaType.Tv).Select(Whole),
        "3" => items.SelectMany(item => item.SeasonsAdded.Select(season => new Row(item, season.Key, 0, season.Value))),
        "4" => items.SelectMany(item => item.SeasonsAdded.SelectMany(season =>
            Enumerable.Range(1, item.Title.EpisodesPerSeason[season.Key - 1]).Select(episode => new Row(item, season.Key, episode, season.Value)))),
        _ => items.Select(Whole),
    };

    private static Row Whole(PlexItem item) => new(item, 0, 0, item.AddedAt);

    private static IEnumerable<Row> Filter(IQueryCollection query, IEnumerable<Row> rows)
    {
        // 'addedAt>>=1700000000' arrives as the argument 'addedAt>>'; with one '>' the moment itself is included.
        if (TryEpoch(query["addedAt>>"], out var after))
        {
            rows = rows.Where(row => PmsAnswers.Epoch(row.Added) > after);
        }

        if (TryEpoch(query["addedAt>"], out var from))
        {
            rows = rows.Where(row => PmsAnswers.Epoch(row.Added) >= from);
        }

        if (int.TryParse(query["year"], NumberStyles.Integer, CultureInfo.InvariantCulture, out var year))
        {
            rows = rows.Where(row => row.Item.Title.Year == year);
        }

        if (query["title"].ToString() is { Length: > 0 } title)
        {
            var wanted = TitleCatalogue.Fold(title);
            rows = rows.Where(row => TitleCatalogue.Fold(row.Item.Title.Name).Contains(wanted, StringComparison.Ordinal));
        }

        return rows;
    }

    private static IEnumerable<Row> Sort(IEnumerable<Row> rows, string? sort)
    {
        var (field, descending) = (sort ?? "titleSort").Split(':') is [var name, "desc"] ? (name, true) : ((sort ?? "titleSort").Split(':')[0], false);
        Comparison<Row> comparison = field switch
        {
            "addedAt" => (left, right) => left.Added.CompareTo(right.Added),
            "year" or "originallyAvailableAt" => (left, right) => left.Item.Title.Released.CompareTo(right.Item.Title.Released),
            "rating" => (left, right) => left.Item.Title.Rating.CompareTo(right.Item.Title.Rating),
            _ => (left, right) => string.CompareOrdinal(SortName(left), SortName(right)),
        };
        var comparer = Comparer<Row>.Create(descending ? (left, right) => comparison(right, left) : comparison);
        return rows.OrderBy(row => row, comparer).ThenBy(row => row.Item.RatingKey).ThenBy(row => row.Season).ThenBy(row => row.Episode);
    }

    private static string SortName(Row row)
    {
        var name = row.Item.Title.Name;
        return TitleCatalogue.Fold(name.StartsWith("The ", StringComparison.Ordinal) ? name[4..] : name);
    }

    private static bool TryEpoch(string? text, out long epoch) => long.TryParse(text, NumberStyles.Integer, CultureInfo.InvariantCulture, out epoch);
}

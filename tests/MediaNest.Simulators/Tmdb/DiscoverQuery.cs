using System.Globalization;
using MediaNest.Simulators.Catalogue;

namespace MediaNest.Simulators.Tmdb;

/// <summary>/discover: filters by genre, year, date and rating, and sorting.</summary>
internal static class DiscoverQuery
{
    public static IResult Discover(string type, HttpRequest request, TitleCatalogue catalogue)
    {
        var query = request.Query;
        var wanted = MediaTypes.Parse(type)!.Value;
        var date = wanted is MediaType.Movie ? "primary_release_date" : "first_air_date";
        var titles = catalogue.All.Where(title => title.Type == wanted);

        titles = ByGenre(titles, query["with_genres"].ToString(), keep: true);
        titles = ByGenre(titles, query["without_genres"].ToString(), keep: false);
        var year = Number(query[wanted is MediaType.Movie ? "primary_release_year" : "first_air_date_year"]) ?? Number(query["year"]);
        if (year is not null)
        {
            titles = titles.Where(title => title.Year == (int)year);
        }

        if (Date(query[$"{date}.gte"]) is { } from)
        {
            titles = titles.Where(title => title.Released >= from);
        }

        if (Date(query[$"{date}.lte"]) is { } to)
        {
            titles = titles.Where(title => title.Released <= to);
        }

        if (Number(query["vote_average.gte"]) is { } rating)
        {
            titles = titles.Where(title => title.Rating >= rating);
        }

        return TmdbApi.Page(request, [.. Sorted(titles, query["sort_by"].ToString())], withMediaType: false);
    }

    /// <summary>Genres separated by a comma must all be there, by a bar any will do.</summary>
    private static IEnumerable<Title> ByGenre(IEnumerable<Title> titles, string text, bool keep)
    {
        if (text.Length == 0)
        {
            return titles;
        }

        var any = text.Contains('|', StringComparison.Ordinal) || !keep;
        var ids = text.Split(['|', ','], StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)
            .Select(id => int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1)
            .ToList();
        return titles.Where(title =>
        {
            var has = any ? ids.Exists(id => Has(title, id)) : ids.TrueForAll(id => Has(title, id));
            return has == keep;
        });

        static bool Has(Title title, int id) => title.Genres.Any(genre => genre.Id == id);
    }

    private static IEnumerable<Title> Sorted(IEnumerable<Title> titles, string sort)
    {
        var (field, ascending) = sort.Split('.') is [var name, var direction] ? (name, direction == "asc") : ("popularity", false);
        Func<Title, IComparable> key = field switch
        {
            "primary_release_date" or "release_date" or "first_air_date" => title => title.Released,
            "vote_average" => title => title.Rating,
            "vote_count" => title => title.VoteCount,
            "title" or "original_title" or "name" => title => title.Name,
            _ => title => title.Popularity,
        };
        return (ascending ? titles.OrderBy(key) : titles.OrderByDescending(key)).ThenBy(title => title.TmdbId);
    }

    private static double? Number(string? text) => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null;

    private static DateOnly? Date(string? text) => DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out var date) ? date : null;
}

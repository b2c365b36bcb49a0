using System.Globalization;
using System.Text.Json;

namespace MediaNest.Simulators.Catalogue;

/// <summary>Every title there is, read once from the embedded files.</summary>
internal sealed class TitleCatalogue
{
    // Globalization is invariant, so string.Normalize leaves accents where they are.
    private static readonly Dictionary<char, char> Unaccented = "áàâäãåāéèêëēíìîïīóòôöõøōúùûüūçñýÿš"
        .Zip("aaaaaaaeeeeeiiiiiooooooouuuuucnyys")
        .ToDictionary(pair => pair.First, pair => pair.Second);

    private readonly Dictionary<TitleKey, Title> _byKey;
    private readonly Dictionary<string, IReadOnlyList<Title>> _collections;

    public TitleCatalogue()
    {
        All = [.. Read("movies.json", ReadMovie), .. Read("shows.json", ReadShow)];
        _byKey = All.ToDictionary(title => title.Key);
        _collections = All
            .Where(title => title.Collection is not null)
            .GroupBy(title => title.Collection!, StringComparer.Ordinal)
            .ToDictionary(group => group.Key, IReadOnlyList<Title> (group) => [.. group], StringComparer.Ordinal);
    }

    public IReadOnlyList<Title> All { get; }

    public IReadOnlyDictionary<string, IReadOnlyList<Title>> Collections => _collections;

    public Title? Find(MediaType type, int tmdbId) => _byKey.GetValueOrDefault(new TitleKey(type, tmdbId));

    public Title? Find(TitleKey key) => _byKey.GetValueOrDefault(key);

    /// <summary>Titles that contain every word, best match first: whole name, its beginning, then popularity.</summary>
    public IEnumerable<Title> Search(string query, MediaType? type = null, int? year = null)
    {
        var wanted = Fold(query);
        var words = wanted.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length == 0)
        {
            return [];
        }

        return
            from title in All
            where type is null || title.Type == type
            where year is null || title.Year == year
            let name = Fold(title.Name)
            where words.All(word => name.Contains(word, StringComparison.Ordinal))
            orderby name == wanted descending, name.StartsWith(wanted, StringComparison.Ordinal) descending, title.Popularity descending
            select title;
    }

    /// <summary>Lower case, without accents and punctuation: how people type names.</summary>
    public static string Fold(string text)
    {
        var folded = text
            .Select(c => Unaccented.TryGetValue(char.ToLowerInvariant(c), out var plain) ? plain : char.ToLowerInvariant(c))
            .Where(c => c is not ('\'' or '’' or '.'))
            .Select(c => char.IsLetterOrDigit(c) ? c : ' ')
            .ToArray();
        return string.Join(' ', new string(folded).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static IEnumerable<Title> Read(string file, Func<JsonElement, Title> read)
    {
        using var stream = typeof(TitleCatalogue).Assembly.GetManifestResourceStream($"catalogue/{file}")
            ?? throw new InvalidOperationException($"The embedded catalogue file {file} is missing.");
        using var document = JsonDocument.Parse(stream);
        return [.. document.RootElement.EnumerateArray().Select(read)];
    }

    // [tmdb, imdb, name, released, genres, minutes, rating, director, cast, collection?]
    private static Title ReadMovie(JsonElement row) => new(
        MediaType.Movie,
        row[0].GetInt32(),
        NullIfEmpty(row[1]),
        TvdbId: null,
        row[2].GetString()!,
        DateOnly.ParseExact(row[3].GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        ReadGenres(MediaType.Movie, row[4]),
        row[5].GetInt32(),
        row[6].GetDouble(),
        row[7].GetString()!,
        row[8].GetString()!.Split(';'),
        EpisodesPerSeason: [],
        row.GetArrayLength() > 9 ? row[9].GetString() : null);

    // [tmdb, imdb, tvdb, name, first aired, genres, minutes, rating, creator, cast, episodes per season]
    private static Title ReadShow(JsonElement row) => new(
        MediaType.Tv,
        row[0].GetInt32(),
        NullIfEmpty(row[1]),
        row[2].GetInt32(),
        row[3].GetString()!,
        DateOnly.ParseExact(row[4].GetString()!, "yyyy-MM-dd", CultureInfo.InvariantCulture),
        ReadGenres(MediaType.Tv, row[5]),
        row[6].GetInt32(),
        row[7].GetDouble(),
        row[8].GetString()!,
        row[9].GetString()!.Split(';'),
        [.. row[10].GetString()!.Split(',').Select(count => int.Parse(count, CultureInfo.InvariantCulture))],
        Collection: null);

    private static Genre[] ReadGenres(MediaType type, JsonElement codes) =>
        [.. codes.GetString()!.Split(' ').Select(code => Genres.Get(type, code))];

    private static string? NullIfEmpty(JsonElement value) => value.GetString() is { Length: > 0 } text ? text : null;
}

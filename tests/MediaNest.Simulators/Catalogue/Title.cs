namespace MediaNest.Simulators.Catalogue;

internal enum MediaType
{
    Movie,
    Tv,
}

internal static class MediaTypes
{
    public static string Text(this MediaType type) => type is MediaType.Movie ? "movie" : "tv";

    public static MediaType? Parse(string? text) => text switch
    {
        "movie" => MediaType.Movie,
        "tv" => MediaType.Tv,
        _ => null,
    };
}

/// <summary>A film or show as the whole set of simulated systems knows it.</summary>
internal sealed record Title(
    MediaType Type,
    int TmdbId,
    string? ImdbId,
    int? TvdbId,
    string Name,
    DateOnly Released,
    IReadOnlyList<Genre> Genres,
    int Runtime,
    double Rating,
    string Maker,
    IReadOnlyList<string> Cast,
    IReadOnlyList<int> EpisodesPerSeason,
    string? Collection)
{
    public TitleKey Key => new(Type, TmdbId);

    public int Year => Released.Year;

    public int Seasons => EpisodesPerSeason.Count;

    public IEnumerable<int> SeasonNumbers => Enumerable.Range(1, Seasons);

    /// <summary>Made from the facts, so that no one's text is copied.</summary>
    public string Overview => Type is MediaType.Movie
        ? $"A film of {Year} ({GenreNames}) directed by {Maker}, with {string.Join(", ", Cast.Take(3))}."
        : $"A series ({GenreNames}) created by {Maker}, first shown in {Year}, with {string.Join(", ", Cast.Take(3))}.";

    public double Popularity => Math.Round((Rating * 12) + (TmdbId % 97) + ((Year - 1940) / 2.0), 3);

    public int VoteCount => 800 + (TmdbId % 211 * 97);

    public string PosterPath => $"/poster-{Type.Text()}-{TmdbId}.jpg";

    public string BackdropPath => $"/backdrop-{Type.Text()}-{TmdbId}.jpg";

    private string GenreNames => string.Join(", ", Genres.Select(genre => genre.Name.ToLowerInvariant()));

    public DateOnly SeasonReleased(int season) => Released.AddYears(season - 1);
}

internal readonly record struct TitleKey(MediaType Type, int TmdbId);

internal sealed record Genre(int Id, string Name);

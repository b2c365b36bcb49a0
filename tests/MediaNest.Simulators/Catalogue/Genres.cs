namespace MediaNest.Simulators.Catalogue;

/// <summary>TMDB's genres with its own ids, and the short codes of the catalogue files.</summary>
internal static class Genres
{
    private static readonly Dictionary<string, Genre> MovieByCode = new(StringComparer.Ordinal)
    {
        ["Ac"] = new(28, "Action"),
        ["Ad"] = new(12, "Adventure"),
        ["An"] = new(16, "Animation"),
        ["Co"] = new(35, "Comedy"),
        ["Cr"] = new(80, "Crime"),
        ["Do"] = new(99, "Documentary"),
        ["Dr"] = new(18, "Drama"),
        ["Fa"] = new(10751, "Family"),
        ["Fy"] = new(14, "Fantasy"),
        ["Hi"] = new(36, "History"),
        ["Ho"] = new(27, "Horror"),
        ["Mu"] = new(10402, "Music"),
        ["My"] = new(9648, "Mystery"),
        ["Ro"] = new(10749, "Romance"),
        ["SF"] = new(878, "Science Fiction"),
        ["TV"] = new(10770, "TV Movie"),
        ["Th"] = new(53, "Thriller"),
        ["Wa"] = new(10752, "War"),
        ["We"] = new(37, "Western"),
    };

    private static readonly Dictionary<string, Genre> TvByCode = new(StringComparer.Ordinal)
    {
        ["AA"] = new(10759, "Action & Adventure"),
        ["An"] = new(16, "Animation"),
        ["Co"] = new(35, "Comedy"),
        ["Cr"] = new(80, "Crime"),
        ["Do"] = new(99, "Documentary"),
        ["Dr"] = new(18, "Drama"),
        ["Fa"] = new(10751, "Family"),
        ["Ki"] = new(10762, "Kids"),
        ["My"] = new(9648, "Mystery"),
        ["Ne"] = new(10763, "News"),
        ["Re"] = new(10764, "Reality"),
        ["SF"] = new(10765, "Sci-Fi & Fantasy"),
        ["So"] = new(10766, "Soap"),
        ["Ta"] = new(10767, "Talk"),
        ["WP"] = new(10768, "War & Politics"),
        ["We"] = new(37, "Western"),
    };

    public static IReadOnlyCollection<Genre> Of(MediaType type) => Table(type).Values;

    public static Genre Get(MediaType type, string code) => Table(type)[code];

    private static Dictionary<string, Genre> Table(MediaType type) => type is MediaType.Movie ? MovieByCode : TvByCode;
}

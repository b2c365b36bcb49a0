using System.Globalization;
using MediaNest.Simulators.Images;

namespace MediaNest.Simulators.Tmdb;

/// <summary>image.tmdb.org: a JPEG of the size asked for, in a colour of the title.</summary>
internal static class TmdbImages
{
    private static readonly HashSet<string> Sizes = new(StringComparer.Ordinal)
    {
        "w45", "w92", "w154", "w185", "w300", "w342", "w500", "w780", "w1280", "h632", "original",
    };

    public static void MapTmdbImages(this IEndpointRouteBuilder routes)
    {
        routes.MapGet($"/{Systems.TmdbImages}/{{size}}/{{file}}", Picture);
        routes.MapGet($"/{Systems.TmdbImages}/t/p/{{size}}/{{file}}", Picture);
        routes.MapFallback($"/{Systems.TmdbImages}/{{**path}}", () => Results.NotFound());
    }

    private static IResult Picture(string size, string file)
    {
        var parts = Path.GetFileNameWithoutExtension(file).Split('-');
        if (!Sizes.Contains(size) || parts is not [var kind, _, var id] || !int.TryParse(id, NumberStyles.None, CultureInfo.InvariantCulture, out var seed))
        {
            return Results.NotFound();
        }

        var (across, down) = kind == "backdrop" ? (16, 9) : (2, 3);
        var width = size switch
        {
            "original" => kind == "backdrop" ? 1280 : 780,
            ['h', ..] => int.Parse(size[1..], CultureInfo.InvariantCulture) * across / down,
            _ => int.Parse(size[1..], CultureInfo.InvariantCulture),
        };
        return Results.Bytes(FlatJpeg.Write(width, width * down / across, seed), "image/jpeg");
    }
}

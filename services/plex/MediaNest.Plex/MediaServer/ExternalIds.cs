using System.Globalization;

namespace MediaNest.Plex.MediaServer;

/// <summary>What other catalogues call a title.</summary>
internal sealed record ExternalIds(int? Tmdb, string? Imdb, int? Tvdb)
{
    private static readonly char[] Ends = ['?', '/'];

    /// <summary>Reads the list of today's agents (<c>tmdb://603</c>), and the single guid of yesterday's (<c>com.plexapp.agents.themoviedb://603?lang=en</c>).</summary>
    public static ExternalIds Of(PlexMetadata item)
    {
        int? tmdb = null;
        int? tvdb = null;
        string? imdb = null;
        foreach (var guid in (item.Guids ?? []).Select(entry => entry.Id).Append(item.Guid).OfType<string>())
        {
            var (scheme, value) = Split(guid);
            switch (scheme)
            {
                case "tmdb" or "com.plexapp.agents.themoviedb":
                    tmdb ??= Number(value);
                    break;
                case "tvdb" or "com.plexapp.agents.thetvdb":
                    tvdb ??= Number(value);
                    break;
                case "imdb" or "com.plexapp.agents.imdb":
                    imdb ??= value is { Length: > 0 and <= 20 } ? value : null;
                    break;
                default:
                    break;
            }
        }

        return new ExternalIds(tmdb, imdb, tvdb);
    }

    private static (string Scheme, string Value) Split(string guid)
    {
        var at = guid.IndexOf("://", StringComparison.Ordinal);
        return at < 0 ? ("", guid) : (guid[..at], guid[(at + 3)..].Split(Ends)[0]);
    }

    private static int? Number(string text) => int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
}

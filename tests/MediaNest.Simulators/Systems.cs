namespace MediaNest.Simulators;

/// <summary>The simulated systems; each name is also its path prefix.</summary>
public static class Systems
{
    /// <summary>Plex's account service.</summary>
    public const string PlexTv = "plex.tv";

    /// <summary>Plex Media Server.</summary>
    public const string Pms = "pms";

    /// <summary>The Movie Database, version 3 of its API.</summary>
    public const string Tmdb = "tmdb";

    /// <summary>TMDB's picture server.</summary>
    public const string TmdbImages = "tmdb-images";

    /// <summary>Overseerr (and Jellyseerr).</summary>
    public const string Overseerr = "overseerr";

    /// <summary>Uptime Kuma.</summary>
    public const string UptimeKuma = "uptime-kuma";

    /// <summary>Pages with videos, for yt-dlp.</summary>
    public const string YouTube = "youtube";

    /// <summary>All of them.</summary>
    public static IReadOnlyList<string> All { get; } = [PlexTv, Pms, Tmdb, TmdbImages, Overseerr, UptimeKuma, YouTube];
}

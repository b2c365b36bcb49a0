namespace MediaNest.Simulators.Pms;

/// <summary>Rating keys of seasons and episodes hold those of what they belong to, so nothing has to be kept for them.</summary>
internal static class RatingKeys
{
    private const int SeasonBase = 100_000;
    private const int SeasonsPerShow = 100;
    private const int EpisodeBase = 100_000_000;
    private const int EpisodesPerSeason = 200;

    public static int Season(int show, int season) => SeasonBase + (show * SeasonsPerShow) + season;

    public static int Episode(int show, int season, int episode) =>
        EpisodeBase + (((show * SeasonsPerShow) + season) * EpisodesPerSeason) + episode;

    /// <summary>The show or film, and the season and episode a key stands for (0: the whole).</summary>
    public static (int Item, int Season, int Episode) Read(int key)
    {
        if (key >= EpisodeBase)
        {
            var (season, episode) = Math.DivRem(key - EpisodeBase, EpisodesPerSeason);
            return (season / SeasonsPerShow, season % SeasonsPerShow, episode);
        }

        return key >= SeasonBase
            ? ((key - SeasonBase) / SeasonsPerShow, (key - SeasonBase) % SeasonsPerShow, 0)
            : (key, 0, 0);
    }
}

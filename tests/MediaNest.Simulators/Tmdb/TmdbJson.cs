using System.Globalization;
using System.Text.Json.Nodes;
using MediaNest.Simulators.Catalogue;

namespace MediaNest.Simulators.Tmdb;

/// <summary>Titles in TMDB's shapes: the short one of lists, the long one of details, and what can be appended.</summary>
internal static class TmdbJson
{
    public static JsonObject ListItem(Title title, bool withMediaType)
    {
        var item = new JsonObject
        {
            ["adult"] = false,
            ["backdrop_path"] = title.BackdropPath,
            ["genre_ids"] = new JsonArray([.. title.Genres.Select(genre => (JsonNode)genre.Id)]),
            ["id"] = title.TmdbId,
            ["original_language"] = "en",
            ["overview"] = title.Overview,
            ["popularity"] = title.Popularity,
            ["poster_path"] = title.PosterPath,
            ["vote_average"] = title.Rating,
            ["vote_count"] = title.VoteCount,
        };
        AddNames(item, title);
        if (title.Type is MediaType.Movie)
        {
            item["video"] = false;
        }
        else
        {
            item["origin_country"] = new JsonArray("US");
        }

        if (withMediaType)
        {
            item["media_type"] = title.Type.Text();
        }

        return item;
    }

    public static JsonObject Details(Title title)
    {
        var details = new JsonObject
        {
            ["adult"] = false,
            ["backdrop_path"] = title.BackdropPath,
            ["genres"] = new JsonArray([.. title.Genres.Select(Genre)]),
            ["homepage"] = "",
            ["id"] = title.TmdbId,
            ["original_language"] = "en",
            ["overview"] = title.Overview,
            ["popularity"] = title.Popularity,
            ["poster_path"] = title.PosterPath,
            ["production_companies"] = new JsonArray(new JsonObject { ["id"] = 1, ["logo_path"] = null, ["name"] = "Simulated Pictures", ["origin_country"] = "US" }),
            ["production_countries"] = new JsonArray(new JsonObject { ["iso_3166_1"] = "US", ["name"] = "United States of America" }),
            ["spoken_languages"] = new JsonArray(new JsonObject { ["english_name"] = "English", ["iso_639_1"] = "en", ["name"] = "English" }),
            ["tagline"] = "",
            ["vote_average"] = title.Rating,
            ["vote_count"] = title.VoteCount,
        };
        AddNames(details, title);
        if (title.Type is MediaType.Movie)
        {
            details["belongs_to_collection"] = title.Collection is null
                ? null
                : new JsonObject { ["id"] = 1000 + (title.Collection.Length * 7), ["name"] = $"{title.Collection} Collection", ["poster_path"] = null, ["backdrop_path"] = null };
            details["budget"] = 0;
            details["imdb_id"] = title.ImdbId;
            details["revenue"] = 0L;
            details["runtime"] = title.Runtime;
            details["status"] = "Released";
            details["video"] = false;
        }
        else
        {
            AddShow(details, title);
        }

        return details;
    }

    public static JsonObject Season(Title show, int number)
    {
        var season = SeasonSummary(show, number);
        season["_id"] = $"5256c89f19c2956ff60{number:d5}";
        season.Remove("episode_count");
        season["episodes"] = new JsonArray([.. Enumerable.Range(1, show.EpisodesPerSeason[number - 1]).Select(episode => (JsonNode)new JsonObject
        {
            ["air_date"] = Date(show.SeasonReleased(number).AddDays(7 * (episode - 1))),
            ["episode_number"] = episode,
            ["episode_type"] = episode == show.EpisodesPerSeason[number - 1] ? "finale" : "standard",
            ["id"] = EpisodeId(show, number, episode),
            ["name"] = $"Episode {episode}",
            ["overview"] = "",
            ["production_code"] = "",
            ["runtime"] = show.Runtime,
            ["season_number"] = number,
            ["show_id"] = show.TmdbId,
            ["still_path"] = null,
            ["vote_average"] = show.Rating,
            ["vote_count"] = 40,
            ["crew"] = new JsonArray(),
            ["guest_stars"] = new JsonArray(),
        })]);
        return season;
    }

    public static JsonObject Credits(Title title) => new()
    {
        ["cast"] = new JsonArray([.. title.Cast.Select((name, order) => (JsonNode)Person(name, order, "Acting", new JsonObject
        {
            ["cast_id"] = order + 1,
            ["character"] = $"Character {order + 1}",
            ["order"] = order,
        }))]),
        ["crew"] = new JsonArray(Person(title.Maker, 0, "Directing", new JsonObject
        {
            ["department"] = title.Type is MediaType.Movie ? "Directing" : "Production",
            ["job"] = title.Type is MediaType.Movie ? "Director" : "Executive Producer",
        })),
    };

    public static JsonObject AggregateCredits(Title title) => new()
    {
        ["cast"] = new JsonArray([.. title.Cast.Select((name, order) => (JsonNode)Person(name, order, "Acting", new JsonObject
        {
            ["roles"] = new JsonArray(new JsonObject
            {
                ["credit_id"] = $"{PersonId(name):x24}",
                ["character"] = $"Character {order + 1}",
                ["episode_count"] = title.EpisodesPerSeason.Sum(),
            }),
            ["total_episode_count"] = title.EpisodesPerSeason.Sum(),
            ["order"] = order,
        }))]),
        ["crew"] = new JsonArray(Person(title.Maker, 0, "Writing", new JsonObject
        {
            ["jobs"] = new JsonArray(new JsonObject { ["credit_id"] = $"{PersonId(title.Maker):x24}", ["job"] = "Executive Producer", ["episode_count"] = title.EpisodesPerSeason.Sum() }),
            ["department"] = "Production",
            ["total_episode_count"] = title.EpisodesPerSeason.Sum(),
        })),
    };

    public static JsonObject ExternalIds(Title title)
    {
        var ids = new JsonObject { ["imdb_id"] = title.ImdbId, ["wikidata_id"] = null, ["facebook_id"] = null, ["instagram_id"] = null, ["twitter_id"] = null };
        if (title.Type is MediaType.Tv)
        {
            ids["tvdb_id"] = title.TvdbId;
            ids["tvrage_id"] = null;
        }

        return ids;
    }

    public static JsonObject Videos(Title title) => new()
    {
        ["results"] = new JsonArray(new JsonObject
        {
            ["iso_639_1"] = "en",
            ["iso_3166_1"] = "US",
            ["name"] = "Official Trailer",
            ["key"] = $"sim{title.TmdbId:d8}",
            ["site"] = "YouTube",
            ["size"] = 1080,
            ["type"] = "Trailer",
            ["official"] = true,
            ["published_at"] = $"{Date(title.Released)}T12:00:00.000Z",
            ["id"] = $"{title.TmdbId:x24}",
        }),
    };

    public static JsonNode Genre(Genre genre) => new JsonObject { ["id"] = genre.Id, ["name"] = genre.Name };

    private static void AddNames(JsonObject item, Title title)
    {
        var (name, originalName, date) = title.Type is MediaType.Movie
            ? ("title", "original_title", "release_date")
            : ("name", "original_name", "first_air_date");
        item[name] = title.Name;
        item[originalName] = title.Name;
        item[date] = Date(title.Released);
    }

    private static void AddShow(JsonObject details, Title title)
    {
        details["created_by"] = new JsonArray(new JsonObject { ["id"] = PersonId(title.Maker), ["credit_id"] = $"{PersonId(title.Maker):x24}", ["name"] = title.Maker, ["gender"] = 0, ["profile_path"] = null });
        details["episode_run_time"] = new JsonArray(title.Runtime);
        details["in_production"] = false;
        details["languages"] = new JsonArray("en");
        details["last_air_date"] = Date(title.SeasonReleased(title.Seasons).AddDays(7 * (title.EpisodesPerSeason[^1] - 1)));
        details["networks"] = new JsonArray();
        details["next_episode_to_air"] = null;
        details["number_of_episodes"] = title.EpisodesPerSeason.Sum();
        details["number_of_seasons"] = title.Seasons;
        details["origin_country"] = new JsonArray("US");
        details["seasons"] = new JsonArray([.. title.SeasonNumbers.Select(number => (JsonNode)SeasonSummary(title, number))]);
        details["status"] = "Ended";
        details["type"] = "Scripted";
    }

    private static JsonObject SeasonSummary(Title show, int number) => new()
    {
        ["air_date"] = Date(show.SeasonReleased(number)),
        ["episode_count"] = show.EpisodesPerSeason[number - 1],
        ["id"] = (show.TmdbId * 50) + number,
        ["name"] = $"Season {number}",
        ["overview"] = "",
        ["poster_path"] = show.PosterPath,
        ["season_number"] = number,
        ["vote_average"] = show.Rating,
    };

    private static JsonObject Person(string name, int order, string department, JsonObject more)
    {
        var person = new JsonObject
        {
            ["adult"] = false,
            ["gender"] = 0,
            ["id"] = PersonId(name),
            ["known_for_department"] = department,
            ["name"] = name,
            ["original_name"] = name,
            ["popularity"] = 50 - order,
            ["profile_path"] = $"/profile-person-{PersonId(name)}.jpg",
            ["credit_id"] = $"{PersonId(name):x24}",
        };
        foreach (var (key, value) in more)
        {
            person[key] = value?.DeepClone();
        }

        return person;
    }

    /// <summary>The same number for the same name everywhere (the real ids are not known here).</summary>
    private static int PersonId(string name) => 10_000 + (int)(name.Aggregate(17u, (hash, c) => (hash * 31) + c) % 900_000);

    private static int EpisodeId(Title show, int season, int episode) => (show.TmdbId * 1000) + (season * 100) + episode;

    private static string Date(DateOnly date) => date.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}

using System.Globalization;
using System.Text.Json.Nodes;
using MediaNest.Simulators.Catalogue;

namespace MediaNest.Simulators.Overseerr;

/// <summary>Overseerr's shapes.</summary>
internal static class OverseerrJson
{
    public static JsonObject Request(OverseerrRequest request, OverseerrStore store) => new()
    {
        ["id"] = request.Id,
        ["status"] = (int)request.Status,
        ["createdAt"] = Text(request.CreatedAt),
        ["updatedAt"] = Text(request.UpdatedAt),
        ["type"] = request.Title.Type.Text(),
        ["is4k"] = request.Is4K,
        ["serverId"] = null,
        ["profileId"] = null,
        ["rootFolder"] = null,
        ["languageProfileId"] = null,
        ["tags"] = null,
        ["isAutoRequest"] = false,
        ["media"] = Media(request.Title, store),
        ["seasons"] = new JsonArray([.. request.Seasons.Select(season => (JsonNode)new JsonObject
        {
            ["id"] = (request.Id * 100) + season,
            ["seasonNumber"] = season,
            ["status"] = (int)(request.Completed.Contains(season) ? RequestStatus.Completed : request.Status),
            ["createdAt"] = Text(request.CreatedAt),
            ["updatedAt"] = Text(request.UpdatedAt),
        })]),
        ["modifiedBy"] = request.ModifiedBy is null ? null : User(request.ModifiedBy),
        ["requestedBy"] = User(request.RequestedBy),
        ["seasonCount"] = request.Seasons.Count,
    };

    public static JsonObject Media(Title title, OverseerrStore store)
    {
        var media = new JsonObject
        {
            ["downloadStatus"] = new JsonArray(),
            ["downloadStatus4k"] = new JsonArray(),
            ["id"] = store.MediaId(title),
            ["mediaType"] = title.Type.Text(),
            ["tmdbId"] = title.TmdbId,
            ["tvdbId"] = title.TvdbId,
            ["imdbId"] = null,
            ["status"] = (int)store.MediaStatusOf(title, is4K: false),
            ["status4k"] = (int)store.MediaStatusOf(title, is4K: true),
            ["serviceId"] = null,
            ["serviceId4k"] = null,
            ["externalServiceId"] = null,
            ["ratingKey"] = null,
        };
        if (title.Type is MediaType.Tv)
        {
            media["seasons"] = new JsonArray([.. title.SeasonNumbers.Select(season => (JsonNode)new JsonObject
            {
                ["id"] = (store.MediaId(title) * 100) + season,
                ["seasonNumber"] = season,
                ["status"] = (int)store.SeasonStatusOf(title, season, is4K: false),
                ["status4k"] = (int)store.SeasonStatusOf(title, season, is4K: true),
            })]);
        }

        return media;
    }

    /// <summary>Details of a title, with <c>mediaInfo</c> once Overseerr has anything to say of it.</summary>
    public static JsonObject Details(Title title, OverseerrStore store)
    {
        var details = Result(title, store);
        details["genres"] = new JsonArray([.. title.Genres.Select(genre => (JsonNode)new JsonObject { ["id"] = genre.Id, ["name"] = genre.Name })]);
        details["externalIds"] = new JsonObject { ["imdbId"] = title.ImdbId, ["tvdbId"] = title.TvdbId };
        if (title.Type is MediaType.Movie)
        {
            details["runtime"] = title.Runtime;
            details["imdbId"] = title.ImdbId;
        }
        else
        {
            details["numberOfSeasons"] = title.Seasons;
            details["seasons"] = new JsonArray([.. title.SeasonNumbers.Select(season => (JsonNode)new JsonObject
            {
                ["id"] = (title.TmdbId * 50) + season,
                ["seasonNumber"] = season,
                ["episodeCount"] = title.EpisodesPerSeason[season - 1],
                ["name"] = $"Season {season}",
            })]);
        }

        if (details["mediaInfo"] is JsonObject info)
        {
            info["requests"] = new JsonArray([.. store.List().Where(request => request.Title == title).Select(request => (JsonNode)Request(request, store))]);
        }

        return details;
    }

    public static JsonObject Result(Title title, OverseerrStore store)
    {
        var result = new JsonObject
        {
            ["id"] = title.TmdbId,
            ["mediaType"] = title.Type.Text(),
            ["overview"] = title.Overview,
            ["popularity"] = title.Popularity,
            ["posterPath"] = title.PosterPath,
            ["backdropPath"] = title.BackdropPath,
            ["voteAverage"] = title.Rating,
            [title.Type is MediaType.Movie ? "title" : "name"] = title.Name,
            [title.Type is MediaType.Movie ? "releaseDate" : "firstAirDate"] = title.Released.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture),
        };
        if (store.Knows(title))
        {
            result["mediaInfo"] = Media(title, store);
        }

        return result;
    }

    public static JsonObject User(OverseerrUser user) => new()
    {
        ["id"] = user.Id,
        ["email"] = user.Email,
        ["plexUsername"] = user.Username,
        ["username"] = null,
        ["displayName"] = user.Username,
        ["userType"] = 1,
        ["plexId"] = 100_000 + user.Id,
        ["permissions"] = user.IsAdmin ? 2 : 32,
        ["avatar"] = "",
        ["movieQuotaLimit"] = user.QuotaUsedUp ? 1 : null,
        ["movieQuotaDays"] = user.QuotaUsedUp ? 7 : null,
        ["requestCount"] = 0,
        ["createdAt"] = "2024-01-01T00:00:00.000Z",
        ["updatedAt"] = "2024-01-01T00:00:00.000Z",
    };

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);
}

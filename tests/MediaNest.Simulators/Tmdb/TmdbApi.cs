using System.Globalization;
using System.Text.Json.Nodes;
using MediaNest.Simulators.Catalogue;
using Microsoft.Extensions.Options;

namespace MediaNest.Simulators.Tmdb;

/// <summary>The Movie Database, version 3 of its API.</summary>
internal static class TmdbApi
{
    private const int PageSize = 20;

    public static void MapTmdb(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup($"/{Systems.Tmdb}").AddEndpointFilter(RequireKey);
        group.MapGet("/authentication", () => Results.Json(new JsonObject { ["success"] = true, ["status_code"] = 1, ["status_message"] = "Success." }));
        group.MapGet("/configuration", Configuration);
        group.MapGet("/genre/{type:regex(^(movie|tv)$)}/list", (string type) => Results.Json(new JsonObject
        {
            ["genres"] = new JsonArray([.. Genres.Of(MediaTypes.Parse(type)!.Value).Select(TmdbJson.Genre)]),
        }));
        group.MapGet("/search/{type:regex(^(multi|movie|tv)$)}", Search);
        group.MapGet("/trending/{type:regex(^(all|movie|tv)$)}/{window:regex(^(day|week)$)}", Trending);
        group.MapGet("/discover/{type:regex(^(movie|tv)$)}", DiscoverQuery.Discover);
        group.MapGet("/{type:regex(^(movie|tv)$)}/{list:regex(^(popular|top_rated|now_playing|upcoming|on_the_air|airing_today)$)}", Listed);
        group.MapGet("/find/{externalId}", Find);
        group.MapGet("/{type:regex(^(movie|tv)$)}/{id:int}", Details);
        group.MapGet("/{type:regex(^(movie|tv)$)}/{id:int}/{part}", Part);
        group.MapGet("/tv/{id:int}/season/{number:int}", Season);
        group.MapFallback("{**path}", NotFound);
    }

    public static IResult Page(HttpRequest request, IReadOnlyCollection<Title> all, bool withMediaType)
    {
        var page = 1;
        if (request.Query.TryGetValue("page", out var text)
            && (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out page) || page is < 1 or > 500))
        {
            return Error(400, 22, "Invalid page: Pages start at 1 and max at 500. They are expected to be an integer.");
        }

        return Results.Json(new JsonObject
        {
            ["page"] = page,
            ["results"] = new JsonArray([.. all.Skip((page - 1) * PageSize).Take(PageSize).Select(title => (JsonNode)TmdbJson.ListItem(title, withMediaType))]),
            ["total_pages"] = (all.Count + PageSize - 1) / PageSize,
            ["total_results"] = all.Count,
        });
    }

    public static IResult Error(int status, int code, string message) => Results.Json(
        new JsonObject { ["success"] = false, ["status_code"] = code, ["status_message"] = message },
        statusCode: status);

    private static async ValueTask<object?> RequireKey(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        var expected = context.HttpContext.RequestServices.GetRequiredService<IOptions<SimulatorOptions>>().Value.Tmdb.ApiKey;
        var authorization = request.Headers.Authorization.ToString();
        var key = authorization.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? authorization[7..].Trim() : request.Query["api_key"].ToString();
        return key == expected
            ? await next(context)
            : Error(401, 7, "Invalid API key: You must be granted a valid key.");
    }

    private static IResult Configuration(HttpRequest request)
    {
        var images = $"{request.Host}/{Systems.TmdbImages}/";
        return Results.Json(new JsonObject
        {
            ["images"] = new JsonObject
            {
                ["base_url"] = $"http://{images}",
                ["secure_base_url"] = $"{request.Scheme}://{images}",
                ["backdrop_sizes"] = new JsonArray("w300", "w780", "w1280", "original"),
                ["logo_sizes"] = new JsonArray("w45", "w92", "w154", "w185", "w300", "w500", "original"),
                ["poster_sizes"] = new JsonArray("w92", "w154", "w185", "w342", "w500", "w780", "original"),
                ["profile_sizes"] = new JsonArray("w45", "w185", "h632", "original"),
                ["still_sizes"] = new JsonArray("w92", "w185", "w300", "original"),
            },
            ["change_keys"] = new JsonArray(),
        });
    }

    private static IResult Search(string type, HttpRequest request, TitleCatalogue catalogue)
    {
        var yearText = (type == "tv" ? request.Query["first_air_date_year"] : request.Query["year"]).ToString();
        int? year = int.TryParse(yearText is "" ? request.Query["year"] : yearText, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;
        var found = catalogue.Search(request.Query["query"].ToString(), MediaTypes.Parse(type), type == "multi" ? null : year).ToList();
        return Page(request, found, withMediaType: type == "multi");
    }

    private static IResult Trending(string type, string window, HttpRequest request, TitleCatalogue catalogue)
    {
        var wanted = MediaTypes.Parse(type);
        var days = window == "day" ? 13 : 29;
        return Page(
            request,
            [.. catalogue.All.Where(title => wanted is null || title.Type == wanted).OrderByDescending(title => title.Popularity + (title.TmdbId % days))],
            withMediaType: true);
    }

    private static IResult Listed(string type, string list, HttpRequest request, TitleCatalogue catalogue)
    {
        var wanted = MediaTypes.Parse(type);
        var titles = catalogue.All.Where(title => title.Type == wanted);
        var ordered = list switch
        {
            "top_rated" => titles.OrderByDescending(title => title.Rating),
            "popular" => titles.OrderByDescending(title => title.Popularity),
            _ => titles.OrderByDescending(title => title.Released),
        };
        return Page(request, [.. ordered.ThenBy(title => title.TmdbId)], withMediaType: false);
    }

    private static IResult Find(string externalId, HttpRequest request, TitleCatalogue catalogue)
    {
        IEnumerable<Title> found;
        switch (request.Query["external_source"].ToString())
        {
            case "imdb_id":
                found = catalogue.All.Where(title => title.ImdbId == externalId);
                break;
            case "tvdb_id":
                found = int.TryParse(externalId, NumberStyles.None, CultureInfo.InvariantCulture, out var tvdb)
                    ? catalogue.All.Where(title => title.TvdbId == tvdb)
                    : [];
                break;
            default:
                return Error(400, 46, "The external_source is invalid.");
        }

        var all = found.ToList();
        return Results.Json(new JsonObject
        {
            ["movie_results"] = Of(MediaType.Movie),
            ["person_results"] = new JsonArray(),
            ["tv_results"] = Of(MediaType.Tv),
            ["tv_episode_results"] = new JsonArray(),
            ["tv_season_results"] = new JsonArray(),
        });

        JsonArray Of(MediaType type) =>
            new([.. all.Where(title => title.Type == type).Select(title => (JsonNode)TmdbJson.ListItem(title, withMediaType: true))]);
    }

    private static IResult Details(string type, int id, HttpRequest request, TitleCatalogue catalogue)
    {
        if (catalogue.Find(MediaTypes.Parse(type)!.Value, id) is not { } title)
        {
            return NotFound();
        }

        var details = TmdbJson.Details(title);
        foreach (var part in request.Query["append_to_response"].ToString().Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            if (part.StartsWith("season/", StringComparison.Ordinal) && title.Type is MediaType.Tv
                && int.TryParse(part[7..], NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= 1 && number <= title.Seasons)
            {
                details[part] = TmdbJson.Season(title, number);
            }
            else if (Appendable(title, part, catalogue) is { } appended)
            {
                details[part] = appended;
            }
        }

        return Results.Json(details);
    }

    private static IResult Part(string type, int id, string part, TitleCatalogue catalogue)
    {
        if (catalogue.Find(MediaTypes.Parse(type)!.Value, id) is not { } title || Appendable(title, part, catalogue) is not { } answer)
        {
            return NotFound();
        }

        answer["id"] = id;
        return Results.Json(answer);
    }

    private static JsonObject? Appendable(Title title, string part, TitleCatalogue catalogue) => part switch
    {
        "credits" => TmdbJson.Credits(title),
        "aggregate_credits" when title.Type is MediaType.Tv => TmdbJson.AggregateCredits(title),
        "external_ids" => TmdbJson.ExternalIds(title),
        "videos" => TmdbJson.Videos(title),
        "recommendations" or "similar" => Similar(title, catalogue),
        _ => null,
    };

    private static JsonObject Similar(Title title, TitleCatalogue catalogue)
    {
        var similar = catalogue.All
            .Where(other => other.Type == title.Type && other != title && other.Genres[0] == title.Genres[0])
            .OrderByDescending(other => other.Popularity)
            .Take(PageSize)
            .Select(other => (JsonNode)TmdbJson.ListItem(other, withMediaType: true))
            .ToArray();
        return new JsonObject { ["page"] = 1, ["total_pages"] = 1, ["total_results"] = similar.Length, ["results"] = new JsonArray(similar) };
    }

    private static IResult Season(int id, int number, TitleCatalogue catalogue) =>
        catalogue.Find(MediaType.Tv, id) is { } show && number >= 1 && number <= show.Seasons
            ? Results.Json(TmdbJson.Season(show, number))
            : NotFound();

    private static IResult NotFound() => Error(404, 34, "The resource you requested could not be found.");
}

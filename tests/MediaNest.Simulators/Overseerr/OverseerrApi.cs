using System.Text.Json.Nodes;
using MediaNest.Simulators.Catalogue;

namespace MediaNest.Simulators.Overseerr;

/// <summary>Overseerr's API, /api/v1.</summary>
internal static class OverseerrApi
{
    public static void MapOverseerr(this IEndpointRouteBuilder routes)
    {
        var open = routes.MapGroup($"/{Systems.Overseerr}/api/v1");
        open.MapGet("/", () => Results.Json(new JsonObject { ["api"] = "Overseerr API", ["version"] = "1.0" }));
        open.MapGet("/status", () => Results.Json(new JsonObject
        {
            ["version"] = "1.33.2",
            ["commitTag"] = "local",
            ["updateAvailable"] = false,
            ["commitsBehind"] = 0,
            ["restartRequired"] = false,
        })).WithQuery();
        open.MapGet("/settings/public", () => Results.Json(new JsonObject { ["initialized"] = true, ["applicationTitle"] = "Overseerr" })).WithQuery();

        var group = open.MapGroup("").AddEndpointFilter(OverseerrGate.RequireKey);
        group.MapGet("/auth/me", (HttpContext context) => Results.Json(OverseerrJson.User(context.Actor()))).WithQuery();
        group.MapGet("/user", Users).WithQuery("take", "skip", "sort");
        group.MapGet("/user/{id:int}", (int id) => OverseerrUser.All.FirstOrDefault(user => user.Id == id) is { } user
            ? Results.Json(OverseerrJson.User(user))
            : OverseerrGate.Message(404, "User not found.")).WithQuery();
        group.MapGet("/movie/{tmdbId:int}", (int tmdbId, TitleCatalogue catalogue, OverseerrStore store) => Details(MediaType.Movie, tmdbId, catalogue, store)).WithQuery("language");
        group.MapGet("/tv/{tmdbId:int}", (int tmdbId, TitleCatalogue catalogue, OverseerrStore store) => Details(MediaType.Tv, tmdbId, catalogue, store)).WithQuery("language");
        group.MapGet("/search", Search).WithQuery("query", "page", "language");
        group.MapRequests();
        routes.MapFallback($"/{Systems.Overseerr}/{{**path}}", () => OverseerrGate.Message(404, "not found"));
    }

    private static IResult Users(HttpContext context) => context.Actor().IsAdmin
        ? Results.Json(new JsonObject
        {
            ["pageInfo"] = new JsonObject { ["pages"] = 1, ["pageSize"] = 10, ["results"] = OverseerrUser.All.Count, ["page"] = 1 },
            ["results"] = new JsonArray([.. OverseerrUser.All.Select(OverseerrJson.User)]),
        })
        : OverseerrGate.Forbidden();

    private static IResult Details(MediaType type, int tmdbId, TitleCatalogue catalogue, OverseerrStore store) =>
        catalogue.Find(type, tmdbId) is { } title
            ? Results.Json(OverseerrJson.Details(title, store))
            : OverseerrGate.Message(500, $"Unable to retrieve {(type is MediaType.Movie ? "movie" : "series")}.");

    private static IResult Search(HttpRequest request, TitleCatalogue catalogue, OverseerrStore store)
    {
        if (request.Query["query"].ToString() is not { Length: > 0 } query)
        {
            return OverseerrGate.Message(400, "request/query must have required property 'query'");
        }

        var page = int.TryParse(request.Query["page"], out var number) && number > 0 ? number : 1;
        var found = catalogue.Search(query).ToList();
        return Results.Json(new JsonObject
        {
            ["page"] = page,
            ["totalPages"] = (found.Count + 19) / 20,
            ["totalResults"] = found.Count,
            ["results"] = new JsonArray([.. found.Skip((page - 1) * 20).Take(20).Select(title => OverseerrJson.Result(title, store))]),
        });
    }
}

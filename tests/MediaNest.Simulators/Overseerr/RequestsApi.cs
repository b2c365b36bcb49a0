using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using MediaNest.Simulators.Catalogue;

namespace MediaNest.Simulators.Overseerr;

/// <summary>Requests: making, listing and moving them.</summary>
internal static class RequestsApi
{
    public static void MapRequests(this RouteGroupBuilder group)
    {
        group.MapGet("/request", List).WithQuery("take", "skip", "filter", "sort", "requestedBy");
        group.MapPost("/request", CreateAsync).WithQuery();
        group.MapGet("/request/count", Count).WithQuery();
        group.MapGet("/request/{id:int}", (int id, HttpContext context, OverseerrStore store) => OnRequest(id, store, request =>
            MaySee(request, context.Actor()) ? Json(request, store) : OverseerrGate.Message(403, "You do not have permission to view this request."))).WithQuery();
        group.MapPut("/request/{id:int}", ChangeAsync).WithQuery();
        group.MapDelete("/request/{id:int}", Delete).WithQuery();
        group.MapPost("/request/{id:int}/{move:regex(^(approve|decline|retry)$)}", Move).WithQuery();
    }

    private static async Task<IResult> CreateAsync(HttpContext context, OverseerrStore store)
    {
        var (type, tmdbId, seasons, is4K, error) = ReadBody(await ReadJsonAsync(context));
        if (error is not null)
        {
            return error;
        }

        var (outcome, request) = store.Create(type, tmdbId, seasons, is4K, context.Actor());
        return outcome switch
        {
            CreateOutcome.Created => Results.Json(OverseerrJson.Request(request!, store), statusCode: 201),
            CreateOutcome.NothingLeft => Results.Json(new JsonObject { ["message"] = "No seasons available to request" }, statusCode: 202),
            CreateOutcome.QuotaExceeded => OverseerrGate.Message(403, $"{(type is MediaType.Movie ? "Movie" : "Series")} Quota exceeded."),
            CreateOutcome.Duplicate => OverseerrGate.Message(409, "Request for this media already exists."),
            _ => OverseerrGate.Message(500, "[TMDB] Failed to fetch details: Request failed with status code 404"),
        };
    }

    private static (MediaType Type, int TmdbId, IReadOnlyCollection<int>? Seasons, bool Is4K, IResult? Error) ReadBody(JsonNode? body)
    {
        if (body is not JsonObject fields)
        {
            return (default, 0, null, false, OverseerrGate.Message(400, "request/body must be object"));
        }

        if (fields["mediaType"] is not JsonValue typeValue || !typeValue.TryGetValue<string>(out var typeText) || MediaTypes.Parse(typeText) is not { } type)
        {
            return (default, 0, null, false, OverseerrGate.Message(400, "request/body/mediaType must be equal to one of the allowed values: movie, tv"));
        }

        if (fields["mediaId"] is not JsonValue idValue || !idValue.TryGetValue<int>(out var tmdbId))
        {
            return (default, 0, null, false, OverseerrGate.Message(400, "request/body/mediaId must be number"));
        }

        var is4K = fields["is4k"] is JsonValue flag && flag.TryGetValue<bool>(out var value) && value;
        IReadOnlyCollection<int>? seasons = null;
        if (type is MediaType.Tv)
        {
            switch (fields["seasons"])
            {
                case JsonArray list when list.All(entry => entry is JsonValue number && number.TryGetValue<int>(out _)):
                    seasons = [.. list.Select(entry => entry!.GetValue<int>())];
                    break;
                case JsonValue all when all.TryGetValue<string>(out var text) && text == "all":
                    break;
                case null:
                    // The real one falls over here.
                    return (type, tmdbId, null, is4K, OverseerrGate.Message(500, "Cannot read properties of undefined (reading 'filter')"));
                default:
                    return (type, tmdbId, null, is4K, OverseerrGate.Message(400, "request/body/seasons must match exactly one schema in oneOf"));
            }
        }

        return (type, tmdbId, seasons, is4K, null);
    }

    private static IResult List(HttpContext context, OverseerrStore store)
    {
        var query = context.Request.Query;
        var take = Number(query["take"], 10);
        var skip = Number(query["skip"], 0);
        if (take < 1 || skip < 0)
        {
            return OverseerrGate.Message(400, "request/query/take must be number");
        }

        var filter = query["filter"].ToString() is { Length: > 0 } text ? text : "all";
        if (filter is not ("all" or "approved" or "available" or "pending" or "processing" or "unavailable" or "failed" or "completed"))
        {
            return OverseerrGate.Message(400, "request/query/filter must be equal to one of the allowed values: all, approved, available, pending, processing, unavailable, failed");
        }

        var requests = store.List().Where(request => MaySee(request, context.Actor()) && Passes(request, filter, store));
        if (int.TryParse(query["requestedBy"], NumberStyles.None, CultureInfo.InvariantCulture, out var user))
        {
            requests = requests.Where(request => request.RequestedBy.Id == user);
        }

        var all = (query["sort"] == "modified"
            ? requests.OrderByDescending(request => request.UpdatedAt).ThenByDescending(request => request.Id)
            : requests.OrderByDescending(request => request.Id)).ToList();
        return Results.Json(new JsonObject
        {
            ["pageInfo"] = new JsonObject
            {
                ["pages"] = (all.Count + take - 1) / take,
                ["pageSize"] = take,
                ["results"] = all.Count,
                ["page"] = (skip / take) + 1,
            },
            ["results"] = new JsonArray([.. all.Skip(skip).Take(take).Select(request => OverseerrJson.Request(request, store))]),
        });
    }

    private static bool Passes(OverseerrRequest request, string filter, OverseerrStore store)
    {
        var media = store.MediaStatusOf(request.Title, request.Is4K);
        return filter switch
        {
            "approved" => request.Status is RequestStatus.Approved,
            "available" => media is MediaStatus.Available,
            "pending" => request.Status is RequestStatus.Pending,
            "processing" => request.Status is RequestStatus.Approved && media is MediaStatus.Processing or MediaStatus.PartiallyAvailable,
            "unavailable" => request.IsOpen && media is not MediaStatus.Available,
            "failed" => request.Status is RequestStatus.Failed,
            "completed" => request.Status is RequestStatus.Completed,
            _ => true,
        };
    }

    private static IResult Count(OverseerrStore store)
    {
        var all = store.List();
        return Results.Json(new JsonObject
        {
            ["total"] = all.Count,
            ["movie"] = all.Count(request => request.Title.Type is MediaType.Movie),
            ["tv"] = all.Count(request => request.Title.Type is MediaType.Tv),
            ["pending"] = all.Count(request => request.Status is RequestStatus.Pending),
            ["approved"] = all.Count(request => request.Status is RequestStatus.Approved),
            ["declined"] = all.Count(request => request.Status is RequestStatus.Declined),
            ["processing"] = all.Count(request => Passes(request, "processing", store)),
            ["available"] = all.Count(request => Passes(request, "available", store)),
        });
    }

    private static async Task<IResult> ChangeAsync(int id, HttpContext context, OverseerrStore store)
    {
        var body = await ReadJsonAsync(context);
        return OnRequest(id, store, request =>
        {
            if (!MaySee(request, context.Actor()))
            {
                return OverseerrGate.Message(403, "You do not have permission to modify this request.");
            }

            if (body?["seasons"] is JsonArray seasons)
            {
                store.ChangeSeasons(request, seasons.Select(season => season!.GetValue<int>()));
            }

            return Json(request, store);
        });
    }

    private static IResult Delete(int id, HttpContext context, OverseerrStore store) => OnRequest(id, store, request =>
    {
        if (!context.Actor().IsAdmin && (request.RequestedBy != context.Actor() || request.Status is not RequestStatus.Pending))
        {
            return OverseerrGate.Message(401, "You do not have permission to delete this request.");
        }

        store.Delete(id);
        return Results.NoContent();
    });

    private static IResult Move(int id, string move, HttpContext context, OverseerrStore store)
    {
        if (!context.Actor().IsAdmin)
        {
            return OverseerrGate.Forbidden();
        }

        return OnRequest(id, store, request =>
        {
            if (move is "decline")
            {
                store.Decline(request, context.Actor());
            }
            else
            {
                store.Approve(request, context.Actor());
            }

            return Json(request, store);
        });
    }

    private static IResult OnRequest(int id, OverseerrStore store, Func<OverseerrRequest, IResult> act) =>
        store.Find(id) is { } request ? act(request) : OverseerrGate.Message(404, "Request not found.");

    private static bool MaySee(OverseerrRequest request, OverseerrUser user) => user.IsAdmin || request.RequestedBy == user;

    private static IResult Json(OverseerrRequest request, OverseerrStore store) => Results.Json(OverseerrJson.Request(request, store));

    private static async Task<JsonNode?> ReadJsonAsync(HttpContext context)
    {
        try
        {
            return await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static int Number(string? text, int otherwise) => string.IsNullOrEmpty(text)
        ? otherwise
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : -1;
}

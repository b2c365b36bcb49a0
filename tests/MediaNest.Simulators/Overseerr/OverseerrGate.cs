using System.Buffers;
using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.WebUtilities;
using Microsoft.Extensions.Options;

namespace MediaNest.Simulators.Overseerr;

/// <summary>What Overseerr checks before a handler runs: the key, the user to act for, and the query against its OpenAPI document.</summary>
internal static class OverseerrGate
{
    private const string UserItem = "overseerr-user";
    private static readonly SearchValues<char> Reserved = SearchValues.Create(":/?#[]@!$&'()*+,;=");

    public static OverseerrUser Actor(this HttpContext context) => (OverseerrUser)context.Items[UserItem]!;

    public static async ValueTask<object?> RequireKey(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var request = context.HttpContext.Request;
        var expected = context.HttpContext.RequestServices.GetRequiredService<IOptions<SimulatorOptions>>().Value.Overseerr.ApiKey;
        var key = request.Headers["X-Api-Key"].ToString();
        if (key.Length == 0)
        {
            return Message(401, "cookie 'connect.sid' required");
        }

        if (key != expected)
        {
            return Forbidden();
        }

        var actor = OverseerrUser.All[0];
        if (request.Headers["X-API-User"].ToString() is { Length: > 0 } text)
        {
            var found = int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? OverseerrUser.All.FirstOrDefault(user => user.Id == id) : null;
            if (found is null)
            {
                return Forbidden();
            }

            actor = found;
        }

        context.HttpContext.Items[UserItem] = actor;
        return await next(context);
    }

    /// <summary>Refuses query parameters that are not in Overseerr's document, and values that are not percent-encoded.</summary>
    public static RouteHandlerBuilder WithQuery(this RouteHandlerBuilder builder, params string[] allowed) =>
        builder.AddEndpointFilter(async (context, next) =>
            QueryError(context.HttpContext.Request.QueryString.Value, allowed) is { } error
                ? Message(400, error)
                : await next(context));

    public static IResult Message(int status, string message) => Results.Json(
        new JsonObject { ["message"] = message, ["errors"] = new JsonArray(new JsonObject { ["message"] = message }) },
        statusCode: status);

    public static IResult Forbidden() => Results.Json(
        new JsonObject { ["status"] = 403, ["error"] = "You do not have permission to access this endpoint" },
        statusCode: 403);

    private static string? QueryError(string? query, string[] allowed)
    {
        foreach (var pair in (query ?? "").TrimStart('?').Split('&', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = pair.Split('=', 2);
            var name = QueryHelpers.ParseQuery(pair).Keys.First();
            if (!allowed.Contains(name, StringComparer.Ordinal))
            {
                return $"Unknown query parameter '{name}'";
            }

            if (parts.Length == 2 && parts[1].AsSpan().ContainsAny(Reserved))
            {
                return $"Parameter '{name}' must be url encoded. Its value may not contain reserved characters.";
            }
        }

        return null;
    }
}

using System.Text.Json.Nodes;
using MediaNest.Gateway.Routing;

namespace MediaNest.Gateway.OpenApi;

/// <summary>A service's own OpenAPI document.</summary>
internal sealed record ServiceDocument(string Service, JsonObject Root)
{
    public IEnumerable<KeyValuePair<string, JsonNode?>> Schemas => Root["components"]?["schemas"] as JsonObject ?? [];

    public IEnumerable<KeyValuePair<string, JsonNode?>> Paths => Root["paths"] as JsonObject ?? [];
}

/// <summary>Finds the gateway's route for a path of a service's document.</summary>
internal static class DocumentedRoutes
{
    /// <summary>The narrowest route of the service that takes the path, aliases left out; null if clients do not get there.</summary>
    public static GatewayRoute? Find(IReadOnlyList<GatewayRoute> routes, string service, string path, string method)
    {
        var segments = path.Split('/');
        return routes
            .Where(route => route.Service == service && route.ServicePath is null
                && (route.Method is null || string.Equals(route.Method, method, StringComparison.OrdinalIgnoreCase))
                && Takes(route.Path.Split('/'), segments))
            .MaxBy(route => (route.Path.Split('/').Count(segment => !segment.StartsWith('{')), route.Method is null ? 0 : 1));
    }

    private static bool Takes(string[] pattern, string[] path)
    {
        for (var i = 0; i < pattern.Length; i++)
        {
            if (pattern[i].StartsWith("{**", StringComparison.Ordinal))
            {
                return true;
            }

            if (i >= path.Length)
            {
                return i == pattern.Length - 1 && pattern[i].EndsWith("?}", StringComparison.Ordinal);
            }

            var isPlaceholder = path[i].StartsWith('{');
            if (!pattern[i].StartsWith('{') && (isPlaceholder || !string.Equals(pattern[i], path[i], StringComparison.OrdinalIgnoreCase)))
            {
                return false;
            }
        }

        return path.Length == pattern.Length;
    }
}

using System.Text.Json.Nodes;
using MediaNest.Gateway.Routing;

namespace MediaNest.Gateway.OpenApi;

/// <summary>Makes one document of the services' own: what clients can reach through the gateway, once each, tagged by service.</summary>
internal static class OpenApiUnion
{
    private static readonly string[] Operations = ["get", "put", "post", "delete", "options", "head", "patch", "trace"];

    /// <summary>Merges.</summary>
    /// <param name="documents">Those that could be had.</param>
    /// <param name="missing">Services whose document could not: they are named, their paths are left out.</param>
    /// <param name="routes">The gateway's routes.</param>
    public static JsonObject Merge(IReadOnlyList<ServiceDocument> documents, IReadOnlyList<string> missing, IReadOnlyList<GatewayRoute> routes)
    {
        var names = new SchemaNames(documents);
        var paths = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        var schemas = new SortedDictionary<string, JsonNode?>(StringComparer.Ordinal);
        foreach (var document in documents)
        {
            foreach (var (name, schema) in document.Schemas)
            {
                schemas.TryAdd(names.NameOf(document.Service, name), Renamed(names, document.Service, schema));
            }

            foreach (var (path, item) in document.Paths)
            {
                AddPath(paths, document.Service, path, Renamed(names, document.Service, item), routes);
            }
        }

        var union = new JsonObject
        {
            ["openapi"] = documents.Count > 0 ? documents[0].Root["openapi"]?.DeepClone() : "3.1.1",
            ["info"] = Info(missing),
            ["servers"] = new JsonArray(new JsonObject { ["url"] = "/" }),
            ["paths"] = new JsonObject(paths),
            ["components"] = new JsonObject { ["schemas"] = new JsonObject(schemas), ["securitySchemes"] = SecuritySchemes() },
            ["tags"] = new JsonArray([.. documents.Select(document => new JsonObject { ["name"] = document.Service })]),
        };
        return union;
    }

    private static void AddPath(
        SortedDictionary<string, JsonNode?> paths, string service, string path, JsonNode? item, IReadOnlyList<GatewayRoute> routes)
    {
        if (item is not JsonObject operations)
        {
            return;
        }

        var target = paths.TryGetValue(path, out var known) ? (JsonObject)known! : [];
        foreach (var (method, operation) in operations.ToList())
        {
            operations.Remove(method);
            if (operation is not JsonObject described || !Operations.Contains(method, StringComparer.Ordinal))
            {
                target.TryAdd(method, operation);
            }
            else if (DocumentedRoutes.Find(routes, service, path, method) is { } route)
            {
                Describe(described, service, route);
                target.TryAdd(method, described);
            }
        }

        if (target.Any(member => Operations.Contains(member.Key, StringComparer.Ordinal)))
        {
            paths[path] = target;
        }
    }

    private static void Describe(JsonObject operation, string service, GatewayRoute route)
    {
        operation["tags"] = new JsonArray(service);
        operation["security"] = route.Access == Access.SignedIn
            ? new JsonArray(new JsonObject { ["bearer"] = new JsonArray() }, new JsonObject { ["cookie"] = new JsonArray() }, new JsonObject { ["apiKey"] = new JsonArray() })
            : [];
        if (route.ServiceParameter is not null)
        {
            var parameters = operation["parameters"] as JsonArray ?? [];
            parameters.Add(new JsonObject
            {
                ["name"] = "service",
                ["in"] = "query",
                ["required"] = true,
                ["schema"] = new JsonObject { ["type"] = "string", ["enum"] = new JsonArray([.. RouteTable.Services.Select(name => (JsonNode)name)]) },
            });
            operation["parameters"] = parameters;
        }
    }

    private static JsonObject Info(IReadOnlyList<string> missing)
    {
        var info = new JsonObject
        {
            ["title"] = "MediaNest",
            ["version"] = "v1",
            ["description"] = missing.Count == 0
                ? "Everything that clients can reach through the gateway."
                : $"Everything that clients can reach through the gateway, but for {string.Join(", ", missing)}: not available right now.",
        };
        if (missing.Count > 0)
        {
            info["x-unavailable"] = new JsonArray([.. missing.Select(name => (JsonNode)name)]);
        }

        return info;
    }

    private static JsonObject SecuritySchemes() => new()
    {
        ["bearer"] = new JsonObject { ["type"] = "http", ["scheme"] = "bearer", ["bearerFormat"] = "JWT" },
        ["cookie"] = new JsonObject
        {
            ["type"] = "apiKey",
            ["in"] = "cookie",
            ["name"] = "token",
            ["description"] = "Set by signing in. Requests that change something need the header X-CSRF-Token with it.",
        },
        ["apiKey"] = new JsonObject { ["type"] = "apiKey", ["in"] = "header", ["name"] = "X-API-Key" },
    };

    private static JsonNode? Renamed(SchemaNames names, string service, JsonNode? node)
    {
        var copy = node?.DeepClone();
        names.Rename(service, copy);
        return copy;
    }
}

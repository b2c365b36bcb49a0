using MediaNest.Gateway.Caching;
using MediaNest.Gateway.RateLimiting;
using Yarp.ReverseProxy.Configuration;
using static MediaNest.Gateway.RateLimiting.RateLimitScope;

namespace MediaNest.Gateway.Routing;

/// <summary>One line of the table.</summary>
/// <param name="Path">What clients ask for, as a route pattern.</param>
/// <param name="Service">Who answers.</param>
/// <param name="Access">Who may ask.</param>
/// <param name="Scopes">What counts it.</param>
internal sealed record GatewayRoute(string Path, string Service, Access Access, params RateLimitScope[] Scopes)
{
    /// <summary>The service's own path, where it is another one.</summary>
    public string? ServicePath { get; init; }

    /// <summary>Only this method; null for all. Other methods fall to the next wider route.</summary>
    public string? Method { get; init; }

    /// <summary>Only with <c>?service=</c> this.</summary>
    public string? ServiceParameter { get; init; }

    /// <summary>Only in Development.</summary>
    public bool DevelopmentOnly { get; init; }

    /// <summary>Unsafe requests that come by cookie need no CSRF token.</summary>
    public bool CsrfExempt { get; init; }

    /// <summary>The security of the account: API keys are not taken.</summary>
    public bool NoApiKeys { get; init; }

    /// <summary>The token endpoint, from outside.</summary>
    public bool RefreshGrantOnly { get; init; }

    /// <summary>What clients may keep of good answers to GET; null where it is the service's business.</summary>
    public CacheRule? Caching { get; init; }

    /// <summary>Socket.IO's transports: the service's other cluster, with affinity and time to be silent.</summary>
    public bool IsSocketTransport { get; init; }

    public string Id => $"{Method ?? "*"} {Path}{(ServiceParameter is null ? "" : "?service=" + ServiceParameter)}";

    public RoutePolicy Policy => new(Access, Scopes, CsrfExempt)
    {
        RefreshGrantOnly = RefreshGrantOnly, NoApiKeys = NoApiKeys, Caching = Caching, IsSocketTransport = IsSocketTransport,
    };
}

/// <summary>The one place that says which address belongs to which service, who may use it and what counts it.</summary>
internal static class RouteTable
{
    private const string V1 = "/api/v1";

    /// <summary>The documents' other spellings: the same handlers answer there too.</summary>
    private static readonly (string Alias, string Path)[] Aliases =
    [
        ("/api/auth/", "/api/v1/auth/"),
        ("/api/performance/", "/api/v1/performance/"),
        ("/api/test/", "/api/v1/test/"),
        ("/api/v1/media/request/{id}", "/api/v1/media/requests/{id}"),
    ];

    public static readonly IReadOnlyList<string> Services = ["auth", "media", "plex", "download", "notification", "operations"];

    private static readonly GatewayRoute[] Table =
    [
        // auth: what signs in is open, and guessing is counted
        SignInRoute("auth/login"),
        SignInRoute("auth/admin"),
        SignInRoute("auth/plex/verify"),
        SignInRoute("auth/2fa/verify"),
        Open("auth/plex/pin"),
        Open("auth/refresh"),
        Open("auth/password-reset/{**rest}"),
        Open("csrf/{**rest}"),
        Protected("csrf/stats", "auth"),
        Protected("auth/{**rest}", "auth") with { NoApiKeys = true },
        Protected("users/{**rest}", "auth"),
        AdminRoute("users/{**rest}", "auth"),
        AdminRoute("audit-log/{**rest}", "auth"),
        AdminRoute("signing-keys/{**rest}", "auth"),
        new("/.well-known/{**rest}", "auth", Access.Public, Everything),
        new("/connect/userinfo", "auth", Access.SignedIn, Everything) { NoApiKeys = true },
        new("/connect/revocation", "auth", Access.Public, Everything) { CsrfExempt = true },
        new("/connect/token", "auth", Access.Public, Everything, SignIn) { CsrfExempt = true, RefreshGrantOnly = true },

        Protected("media/{**rest}", "media", CacheRule.Revalidated),
        Protected("media/search", "media", CacheRule.Medium),
        Protected("media/trending", "media", CacheRule.Medium),
        Protected("media/discover", "media", CacheRule.Medium),
        Protected("media/requests/{id}", "media", CacheRule.Revalidated),
        AdminRoute("requests/{**rest}", "media"),
        Webhook("overseerr/{**rest}", "media"),

        Protected("plex/{**rest}", "plex"),
        Protected("plex/server", "plex", CacheRule.Long),
        Protected("plex/libraries", "plex", CacheRule.Long),
        Protected("plex/libraries/{key}/collections", "plex", CacheRule.Long),
        Protected("plex/collections/{id}", "plex", CacheRule.Long),
        Protected("plex/libraries/{key}/items", "plex", CacheRule.Medium),
        Protected("plex/search", "plex", CacheRule.Medium),
        Protected("plex/recently-added", "plex", CacheRule.Medium),
        AdminRoute("plex/{**rest}", "plex"),
        Webhook("plex/{**rest}", "plex"),

        Protected("youtube/{**rest}", "download"),
        Protected("youtube/downloads/{id?}", "download", CacheRule.Revalidated),
        new(V1 + "/youtube/download", "download", Access.SignedIn, Everything, Api, YouTubeDownload) { Method = HttpMethods.Post },

        Protected("notifications/{**rest}", "notification"),
        Protected("dashboard/notifications", "notification"),
        AdminRoute("notifications/{**rest}", "notification"),
        // the token may come in the first packet; the service looks
        new("/socket.io/{**rest}", "notification", Access.Public) { CsrfExempt = true, IsSocketTransport = true },

        new(V1 + "/health", "operations", Access.Public),
        new("/health/metrics", "operations", Access.SignedIn),
        Protected("services/{**rest}", "operations"),
        Protected("services/status/{name?}", "operations", CacheRule.Short),
        Protected("services/{name}/history", "operations", CacheRule.Short),
        Protected("dashboard/{**rest}", "operations"),
        Protected("dashboard/stats", "operations", CacheRule.Medium),
        Protected("dashboard/status", "operations", CacheRule.Short),
        AdminRoute("dashboard/{**rest}", "operations"),
        AdminRoute("stats/{**rest}", "operations"),
        AdminRoute("services/{**rest}", "operations"),
        AdminRoute("rate-limits/{**rest}", "operations"),
        AdminRoute("incidents/{**rest}", "operations"),
        AdminRoute("alerts/{**rest}", "operations"),
        Webhook("uptime-kuma/{**rest}", "operations"),
        Protected("errors/{**rest}", "operations"),
        Protected("performance/{**rest}", "operations"),
        Protected("analytics/{**rest}", "operations"),
        Protected("exports/{**rest}", "operations"),
        Protected("jobs/{**rest}", "operations"),
        Protected("scraping/{**rest}", "operations"),
        new(V1 + "/test/{**rest}", "operations", Access.Public, Everything) { DevelopmentOnly = true },

        // every service has dead letters of its own
        .. Services.Select(service => AdminRoute("dead-letters/{**rest}", service) with { ServiceParameter = service }),
    ];

    /// <summary>The table with its aliases, as it holds in an environment.</summary>
    public static IReadOnlyList<GatewayRoute> For(bool development) =>
        [.. Table.Where(route => development || !route.DevelopmentOnly).SelectMany(WithAliases)];

    /// <summary>A line as YARP wants it.</summary>
    public static RouteConfig ToConfig(GatewayRoute route)
    {
        var config = new RouteConfig
        {
            RouteId = route.Id,
            ClusterId = route.IsSocketTransport ? ServiceClusters.Sockets : route.Service,
            Match = new RouteMatch
            {
                Path = route.Path,
                Methods = route.Method is null ? null : [route.Method],
                QueryParameters = route.ServiceParameter is null
                    ? null
                    : [new RouteQueryParameter { Name = "service", Values = [route.ServiceParameter], Mode = QueryParameterMatchMode.Exact }],
            },
        };
        return route.ServicePath is null
            ? config
            : config with { Transforms = [new Dictionary<string, string>(StringComparer.Ordinal) { ["PathPattern"] = route.ServicePath }] };
    }

    private static IEnumerable<GatewayRoute> WithAliases(GatewayRoute route) =>
    [
        route,
        .. Aliases.Where(alias => route.Path.StartsWith(alias.Path, StringComparison.Ordinal))
            .Select(alias => route with { Path = alias.Alias + route.Path[alias.Path.Length..], ServicePath = route.Path }),
    ];

    private static GatewayRoute SignInRoute(string path) =>
        new($"{V1}/{path}", "auth", Access.Public, Everything, Api, SignIn) { CsrfExempt = true };

    private static GatewayRoute Open(string path) => new($"{V1}/{path}", "auth", Access.Public, Everything, Api) { CsrfExempt = true };

    private static GatewayRoute Protected(string path, string service, CacheRule? caching = null) =>
        new($"{V1}/{path}", service, Access.SignedIn, Everything, Api) { Caching = caching };

    private static GatewayRoute AdminRoute(string path, string service) =>
        new($"{V1}/admin/{path}", service, Access.SignedIn, Everything, RateLimitScope.Admin);

    private static GatewayRoute Webhook(string path, string service) =>
        new($"{V1}/webhooks/{path}", service, Access.Public, Webhooks) { CsrfExempt = true };
}

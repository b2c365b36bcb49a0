namespace MediaNest.Gateway.Routing;

/// <summary>Who may use a route, as far as the gateway is concerned. Roles are the services' business.</summary>
internal enum Access
{
    /// <summary>Anyone; a token is passed on unread.</summary>
    Public,

    /// <summary>Who has a good token of a session that is alive.</summary>
    SignedIn,
}

/// <summary>What the gateway does with requests of a route. Metadata of the endpoint.</summary>
/// <param name="Access">Who may use it.</param>
/// <param name="Scopes">The rate limits that count it.</param>
/// <param name="CsrfExempt">Unsafe requests that come by cookie need no CSRF token: there is no session to protect yet.</param>
internal sealed record RoutePolicy(Access Access, IReadOnlyList<RateLimiting.RateLimitScope> Scopes, bool CsrfExempt = false)
{
    /// <summary>What is no route at all: open, answered 404, and counted.</summary>
    public static readonly RoutePolicy Unknown = new(Access.Public, [RateLimiting.RateLimitScope.Everything]);

    /// <summary>The gateway's own addresses.</summary>
    public static readonly RoutePolicy Own = new(Access.Public, []);

    /// <summary>The security of the account: API keys are not taken.</summary>
    public bool NoApiKeys { get; init; }

    /// <summary>The token endpoint: of the grants only <c>refresh_token</c> passes.</summary>
    public bool RefreshGrantOnly { get; init; }

    /// <summary>What clients may keep of good answers to GET; null where it is the service's business.</summary>
    public Caching.CacheRule? Caching { get; init; }

    /// <summary>Socket.IO's transports: long polls and WebSockets, which last.</summary>
    public bool IsSocketTransport { get; init; }

    /// <summary>The limits of <see cref="Scopes"/>, looked up once when routes are mapped.</summary>
    public RateLimiting.ActiveLimit[] Limits { get; init; } = [];
}

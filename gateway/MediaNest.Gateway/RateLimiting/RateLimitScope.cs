namespace MediaNest.Gateway.RateLimiting;

/// <summary>What is counted together. The names in configuration and in Redis are in <see cref="RateLimitScopes"/>.</summary>
internal enum RateLimitScope
{
    /// <summary>All requests.</summary>
    Everything,

    /// <summary><c>/api/*</c>, but for what has a scope of its own.</summary>
    Api,

    /// <summary>Attempts to sign in; per address, and only those that fail.</summary>
    SignIn,

    /// <summary><c>/admin/*</c>.</summary>
    Admin,

    /// <summary>Orders of downloads.</summary>
    YouTubeDownload,

    /// <summary>Incoming webhooks.</summary>
    Webhooks,
}

internal static class RateLimitScopes
{
    public static readonly IReadOnlyList<RateLimitScope> All = Enum.GetValues<RateLimitScope>();

    public static string Name(this RateLimitScope scope) => scope switch
    {
        RateLimitScope.Everything => "everything",
        RateLimitScope.Api => "api",
        RateLimitScope.SignIn => "sign-in",
        RateLimitScope.Admin => "admin",
        RateLimitScope.YouTubeDownload => "youtube-download",
        RateLimitScope.Webhooks => "webhooks",
        _ => throw new ArgumentOutOfRangeException(nameof(scope), scope, "Unknown scope."),
    };
}

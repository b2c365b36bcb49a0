using MediaNest.Gateway.RateLimiting;
using MediaNest.Gateway.Routing;
using MediaNest.Tokens.Verification;

namespace MediaNest.Gateway.Guarding;

/// <summary>What the gateway's middleware know of one request. A feature of its context.</summary>
internal sealed class RequestState
{
    /// <summary>What holds for its route.</summary>
    public RoutePolicy Policy { get; set; } = RoutePolicy.Unknown;

    /// <summary>The API key that came in, good or bad.</summary>
    public string? ApiKey { get; set; }

    /// <summary>The API key whose token <see cref="Token"/> is; null where the caller sent a token himself.</summary>
    public string? KeyInUse { get; set; }

    /// <summary>The token as the caller sent it; null where he sent a key.</summary>
    public (string Text, VerifiedToken Token)? Sent { get; set; }

    /// <summary>The caller's token, once it is known to be good.</summary>
    public VerifiedToken? Token { get; set; }

    /// <summary>Whether it came by cookie, that is, perhaps without the user's will.</summary>
    public bool TokenCameByCookie { get; set; }

    /// <summary>What is left of the tightest limit; null for requests that are not counted.</summary>
    public RateDecision? Rate { get; set; }

    public static RequestState Of(HttpContext context) =>
        context.Features.Get<RequestState>() ?? throw new InvalidOperationException($"{nameof(RequestState)} is set first of all.");
}

/// <summary>What counting came to.</summary>
/// <param name="Limit">The tightest limit.</param>
/// <param name="Remaining">What is left of it; -1 when the request is one too many.</param>
/// <param name="ResetAt">When something is free again, Unix milliseconds.</param>
/// <param name="IsLocal">Counted by this gateway alone: Redis does not answer.</param>
internal readonly record struct RateDecision(ActiveLimit Limit, int Remaining, long ResetAt, bool IsLocal)
{
    public bool IsExceeded => Remaining < 0;
}

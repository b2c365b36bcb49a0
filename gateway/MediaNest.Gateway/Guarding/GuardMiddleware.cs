using MediaNest.Gateway.RateLimiting;
using MediaNest.Gateway.Routing;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Correlation;
using MediaNest.Tokens.Verification;

namespace MediaNest.Gateway.Guarding;

/// <summary>
/// Steps 3 and 4 of 'One request's way in': the token, then session, user and rate limits in one round trip. Who has no good token is counted
/// by address, so that trying tokens is limited too.
/// </summary>
internal sealed class GuardMiddleware(
    RequestDelegate next,
    TokenVerifier verifier,
    RequestGuard guard,
    RateLimits limits,
    RateLimitViolations violations,
    GatewayMetrics metrics,
    TimeProvider time,
    ILogger<GuardMiddleware> logger)
{
    private readonly ActiveLimit[] _limitsOfUnknown = limits.For(RoutePolicy.Unknown.Scopes);

    public async Task InvokeAsync(HttpContext context)
    {
        var state = RequestState.Of(context);
        var policy = state.Policy;
        var counted = ReferenceEquals(policy, RoutePolicy.Unknown) ? _limitsOfUnknown : policy.Limits;
        if (policy.Access == Access.Public && counted.Length == 0)
        {
            await next(context);
            return;
        }

        var refusal = policy.Access == Access.SignedIn ? await FindTokenAsync(context, state) : null;
        var subject = state.Token is { } token ? "u:" + token.Subject : ClientAddress.Subject(context.Connection.RemoteIpAddress);
        var answer = await guard.AskAsync(state.Token, subject, counted);
        state.Rate = answer.Rate;
        refusal ??= Rejections.For(answer.Verdict);

        // one who tries tokens is to hear that he tries too often; one whose session is gone is not
        if (answer.Rate is { IsExceeded: true } exceeded && (refusal is null || state.Token is null))
        {
            refusal = Exceeded(context, exceeded, subject);
        }

        if (refusal is not null)
        {
            metrics.CountRejection(refusal.Code);
            await EnvelopeWriter.WriteAsync(context, refusal);
            return;
        }

        await next(context);
        ForgiveSuccessfulSignIn(context, policy, subject);
    }

    private async ValueTask<ApiError?> FindTokenAsync(HttpContext context, RequestState state)
    {
        if (TokenFinder.Find(context.Request, out var cameByCookie) is not { } text)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer";
            return Rejections.Unauthorized;
        }

        var result = await verifier.VerifyAsync(text, context.RequestAborted);
        // a service's token is good inside only: it has no session
        if (!result.IsValid || result.Token.SessionId is null || result.Token.UserId is null)
        {
            context.Response.Headers.WWWAuthenticate = "Bearer error=\"invalid_token\"";
            return Rejections.For(result.Status) ?? Rejections.InvalidToken;
        }

        state.Token = result.Token;
        state.TokenCameByCookie = cameByCookie;
        return null;
    }

    private ApiError Exceeded(HttpContext context, RateDecision rate, string subject)
    {
        violations.Record(rate.Limit, subject, CorrelationMiddleware.IdOf(context));
        GuardLog.RateLimitExceeded(logger, rate.Limit.Name, subject);
        metrics.CountRateLimited(rate.Limit.Name);
        return Rejections.RateLimitExceeded(TimeSpan.FromMilliseconds(rate.ResetAt - time.GetUtcNow().ToUnixTimeMilliseconds()));
    }

    /// <summary>Signing in is limited to stop guessing: whoever got it right, or was refused for another reason, has not guessed.</summary>
    private void ForgiveSuccessfulSignIn(HttpContext context, RoutePolicy policy, string subject)
    {
        if (policy.Scopes.Contains(RateLimitScope.SignIn) && limits.IsEnabled
            && context.Response.StatusCode is not (StatusCodes.Status401Unauthorized or StatusCodes.Status403Forbidden or StatusCodes.Status423Locked))
        {
            guard.Forgive(limits[RateLimitScope.SignIn], subject);
        }
    }
}

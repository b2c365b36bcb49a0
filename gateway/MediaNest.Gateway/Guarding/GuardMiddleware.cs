using MediaNest.Gateway.RateLimiting;
using MediaNest.Gateway.Routing;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Correlation;
using MediaNest.ServiceDefaults.Identity;

namespace MediaNest.Gateway.Guarding;

/// <summary>
/// Steps 3 and 4 of 'One request's way in': the caller, then session, user and rate limits in one round trip. Who has no good token is counted
/// by address, so that trying tokens is limited too.
/// </summary>
internal sealed class GuardMiddleware(
    RequestDelegate next,
    CallerFinder callers,
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

        var (refusal, already) = policy.Access == Access.SignedIn ? await callers.FindAsync(context, state, counted) : default;
        var subject = state.Token is { } token ? "u:" + token.Subject : ClientAddress.Subject(context.Connection.RemoteIpAddress);
        var answer = state.Token is null && already is { } byAddress ? byAddress : await guard.AskAsync(state.Token, subject, counted);
        state.Rate = answer.Rate;
        var verdict = answer.Verdict;
        if (state.Token is not null && MayBeRenewed(answer, state))
        {
            (verdict, refusal) = await callers.RenewAsync(context, state, answer);
        }

        refusal ??= Rejections.For(verdict);

        // one who tries tokens is to hear that he tries too often; one whose session is gone is not
        if (answer.Rate is { IsExceeded: true } exceeded && (refusal is null || state.Token is null))
        {
            refusal = Exceeded(context, exceeded, subject);
        }

        refusal ??= OutOfScope(context.Request, state);
        if (refusal is not null)
        {
            metrics.CountRejection(refusal.Code);
            await EnvelopeWriter.WriteAsync(context, refusal);
            return;
        }

        await next(context);
        ForgiveSuccessfulSignIn(context, policy, subject);
    }

    /// <summary>A role that changed, or a key that Redis does not know (any more): auth is asked, once.</summary>
    private static bool MayBeRenewed(GuardAnswer answer, RequestState state) =>
        answer.NewRole is not null || (answer.Verdict == SessionVerdict.SessionInvalid && state.KeyInUse is not null);

    private static ApiError? OutOfScope(HttpRequest request, RequestState state) => state.Token?.Scope switch
    {
        null => null,
        _ when state.Policy.NoApiKeys => Rejections.KeyNotTaken,
        var scope => Scopes.Cover(scope, request) ? null : Scopes.Refusal(request),
    };

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

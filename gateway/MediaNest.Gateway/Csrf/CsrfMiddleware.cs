using MediaNest.Gateway.Guarding;
using MediaNest.ServiceDefaults;
using MediaNest.Tokens.Csrf;

namespace MediaNest.Gateway.Csrf;

/// <summary>
/// Step 5 of 'One request's way in': a request that changes something and came by cookie has to repeat, in a header, a token that auth issued for
/// this session. Another site can make a browser send cookies, but neither read them nor set that header.
/// </summary>
internal sealed class CsrfMiddleware(RequestDelegate next, CsrfTokens tokens, CsrfCounts counts, GatewayMetrics metrics)
{
    public Task InvokeAsync(HttpContext context)
    {
        var state = RequestState.Of(context);
        return state is { TokenCameByCookie: true, Policy.CsrfExempt: false } && !IsSafe(context.Request.Method)
            ? CheckAsync(context, state)
            : next(context);
    }

    private static bool IsSafe(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method);

    private Task CheckAsync(HttpContext context, RequestState state)
    {
        var header = context.Request.Headers[CsrfTokens.HeaderName];
        if (header.Count == 1 && tokens.IsValid(header[0], state.Token?.SessionId))
        {
            counts.Validated();
            return next(context);
        }

        ApiError refusal;
        if (header.Count == 0)
        {
            counts.Missing();
            refusal = Rejections.CsrfTokenMissing;
        }
        else
        {
            counts.Invalid();
            refusal = Rejections.CsrfTokenInvalid;
        }

        metrics.CountRejection(refusal.Code);
        return EnvelopeWriter.WriteAsync(context, refusal);
    }
}

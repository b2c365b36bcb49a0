using System.Globalization;
using MediaNest.Gateway.Caching;
using MediaNest.Gateway.Guarding;
using MediaNest.ServiceDefaults.Correlation;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace MediaNest.Gateway.Headers;

/// <summary>What every answer carries: security headers, what is left of the rate limit, the correlation id. Set last of all, so that nothing an
/// upstream sends doubles or replaces it, and an error that clears the headers does not lose it.</summary>
internal sealed class ResponseHeadersMiddleware(RequestDelegate next, IHostEnvironment environment, TimeProvider time)
{
    private const string RateLimitMode = "X-RateLimit-Mode";

    // answers are data: nothing of them is to be run, framed or sniffed
    private static readonly StringValues ContentSecurityPolicy = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";
    private static readonly StringValues NoSniff = "nosniff";
    private static readonly StringValues Deny = "DENY";
    private static readonly StringValues NoReferrer = "no-referrer";
    private static readonly StringValues NoFeatures = "accelerometer=(), camera=(), display-capture=(), geolocation=(), gyroscope=(), microphone=(), payment=(), usb=()";
    private static readonly StringValues OneYear = "max-age=31536000; includeSubDomains";
    private static readonly StringValues Local = "local";

    private readonly bool _isDevelopment = environment.IsDevelopment();

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(
            static state =>
            {
                var (middleware, context) = ((ResponseHeadersMiddleware, HttpContext))state;
                middleware.SetAll(context);
                return Task.CompletedTask;
            },
            (this, context));
        return next(context);
    }

    private void SetAll(HttpContext context)
    {
        var headers = context.Response.Headers;
        headers.Remove(HeaderNames.Server);
        if (!_isDevelopment)
        {
            headers.StrictTransportSecurity = OneYear;
        }

        headers.XContentTypeOptions = NoSniff;
        headers.XFrameOptions = Deny;
        headers["Referrer-Policy"] = NoReferrer;
        headers["Permissions-Policy"] = NoFeatures;
        if (headers.ContentSecurityPolicy.Count == 0)
        {
            headers.ContentSecurityPolicy = ContentSecurityPolicy;
        }

        if (CorrelationMiddleware.IdOf(context) is { } correlationId)
        {
            headers[CorrelationMiddleware.HeaderName] = correlationId;
        }

        var state = context.Features.Get<RequestState>();
        if (state?.Rate is { } rate)
        {
            SetRate(headers, rate);
        }

        CacheHeaders.Set(context, state?.Policy, secure: !_isDevelopment, time.GetUtcNow());
    }

    private static void SetRate(IHeaderDictionary headers, RateDecision rate)
    {
        var remaining = new StringValues(Math.Max(rate.Remaining, 0).ToString(CultureInfo.InvariantCulture));
        headers["X-RateLimit-Limit"] = rate.Limit.LimitText;
        headers["X-RateLimit-Remaining"] = remaining;
        headers["X-Rate-Limit-Remaining"] = remaining;
        headers["X-RateLimit-Reset"] = ((rate.ResetAt + 999) / 1000).ToString(CultureInfo.InvariantCulture);
        if (rate.IsLocal)
        {
            headers[RateLimitMode] = Local;
        }
    }
}

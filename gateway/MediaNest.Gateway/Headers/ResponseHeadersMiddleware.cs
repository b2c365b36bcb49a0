using System.Globalization;
using MediaNest.Gateway.Guarding;
using MediaNest.ServiceDefaults.Correlation;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace MediaNest.Gateway.Headers;

/// <summary>What every answer carries: security headers, what is left of the rate limit, the correlation id. Set last of all, so that nothing an
/// upstream sends doubles or replaces it, and an error that clears the headers does not lose it.</summary>
internal sealed class ResponseHeadersMiddleware(RequestDelegate next, IHostEnvironment environment)
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

    private readonly Func<object, Task> _onStarting = environment.IsDevelopment() ? OnStartingInDevelopment : OnStarting;

    public Task InvokeAsync(HttpContext context)
    {
        context.Response.OnStarting(_onStarting, context);
        return next(context);
    }

    private static Task OnStarting(object state)
    {
        var context = (HttpContext)state;
        context.Response.Headers.StrictTransportSecurity = OneYear;
        return OnStartingInDevelopment(state);
    }

    private static Task OnStartingInDevelopment(object state)
    {
        var context = (HttpContext)state;
        var headers = context.Response.Headers;
        headers.Remove(HeaderNames.Server);
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

        if (context.Features.Get<RequestState>()?.Rate is { } rate)
        {
            SetRate(headers, rate);
        }

        return Task.CompletedTask;
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

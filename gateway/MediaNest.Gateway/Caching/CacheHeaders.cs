using System.Globalization;
using MediaNest.Gateway.Routing;
using Microsoft.Extensions.Primitives;
using Microsoft.Net.Http.Headers;

namespace MediaNest.Gateway.Caching;

/// <summary>Says, when an answer leaves, who may keep it for how long.</summary>
internal static class CacheHeaders
{
    /// <summary>
    /// Changes with every write of a browser's user. As kept answers vary by <c>Cookie</c>, none from before the write is found again: a client never
    /// reads its own stale write. Lives as long as the longest of the kept answers.
    /// </summary>
    public const string WriteMark = "medianest-written";

    // whose answer it is: another user of the same browser must not find it
    private static readonly StringValues VariesByUser = "Authorization, Cookie, X-API-Key";
    private static readonly StringValues NoStore = "no-store";

    /// <summary>Sets the headers of an answer that is about to leave.</summary>
    /// <param name="context">The request.</param>
    /// <param name="policy">What holds for its route.</param>
    /// <param name="secure">Whether cookies are for HTTPS only.</param>
    /// <param name="now">The time.</param>
    public static void Set(HttpContext context, RoutePolicy? policy, bool secure, DateTimeOffset now)
    {
        var response = context.Response;
        var headers = response.Headers;
        if (policy?.Caching is { } rule && (response.StatusCode is StatusCodes.Status200OK or StatusCodes.Status304NotModified) && IsRead(context.Request.Method))
        {
            SetRule(headers, rule);
        }
        else if (response.StatusCode >= StatusCodes.Status400BadRequest
            || (headers.CacheControl.Count == 0 && response.StatusCode != StatusCodes.Status101SwitchingProtocols))
        {
            headers.CacheControl = NoStore;
        }

        if (policy is { Access: Access.SignedIn } && response.StatusCode is >= 200 and < 300 && !IsRead(context.Request.Method) && IsBrowser(context.Request.Headers))
        {
            headers.Append(HeaderNames.SetCookie, string.Create(
                CultureInfo.InvariantCulture,
                $"{WriteMark}={now.UtcTicks:x}; Max-Age=3600; Path=/api; HttpOnly; SameSite=Lax{(secure ? "; Secure" : "")}"));
        }
    }

    public static bool IsRead(string method) => HttpMethods.IsGet(method) || HttpMethods.IsHead(method);

    private static void SetRule(IHeaderDictionary headers, CacheRule rule)
    {
        // a service may be stricter, about a stand-in for what it could not fetch for instance
        var own = headers.CacheControl;
        if (own.Count == 0 || own.ToString().Contains("max-age", StringComparison.OrdinalIgnoreCase))
        {
            headers.CacheControl = rule.CacheControl;
        }

        headers.Append(HeaderNames.Vary, VariesByUser);

        // the compressed form is another representation and has a tag of its own (RFC 9110, 8.8.3.3)
        if (headers.ContentEncoding is [{ Length: > 0 } encoding] && headers.ETag is [['"', .. var tag, '"']] && ContentTag.IsOurs(tag))
        {
            headers.ETag = $"\"{tag}-{encoding}\"";
        }
    }

    // other clients keep neither answers nor cookies
    private static bool IsBrowser(IHeaderDictionary headers) => headers.Cookie.Count > 0 || headers.Origin.Count > 0;
}

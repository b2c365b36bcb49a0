using Microsoft.AspNetCore.Http;

namespace MediaNest.SocketIO.Engine;

/// <summary>Which pages may connect. WebSockets know no CORS, so the server itself refuses what is not allowed.</summary>
internal sealed class OriginPolicy(IReadOnlyCollection<string> origins)
{
    private const string PreflightMaxAge = "7200";
    private readonly HashSet<string> _origins = new(origins.Select(origin => origin.TrimEnd('/')), StringComparer.OrdinalIgnoreCase);
    private readonly bool _any = origins.Contains("*");

    /// <summary>False if the page's origin is refused; else the answer has the headers that its browser wants.</summary>
    public bool Admit(HttpContext context)
    {
        var origin = context.Request.Headers.Origin.ToString();
        if (origin.Length == 0)
            return true;

        if (!_any && !_origins.Contains(origin))
            return IsOwn(context.Request, origin);

        var headers = context.Response.Headers;
        headers.AccessControlAllowOrigin = origin;
        headers.AccessControlAllowCredentials = "true";
        headers.Vary = "Origin";
        return true;
    }

    /// <summary>Answers the question that a browser asks before a request across origins.</summary>
    public static void AnswerPreflight(HttpContext context)
    {
        var request = context.Request.Headers;
        var headers = context.Response.Headers;
        context.Response.StatusCode = StatusCodes.Status204NoContent;
        if (headers.AccessControlAllowOrigin.Count == 0)
            return;

        headers.AccessControlAllowMethods = "GET, POST";
        headers.AccessControlMaxAge = PreflightMaxAge;
        if (request.AccessControlRequestHeaders.Count > 0)
            headers.AccessControlAllowHeaders = request.AccessControlRequestHeaders;
    }

    private static bool IsOwn(HttpRequest request, string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var page)
        && Uri.TryCreate($"{request.Scheme}://{request.Host}", UriKind.Absolute, out var own)
        && string.Equals(page.Authority, own.Authority, StringComparison.OrdinalIgnoreCase);
}

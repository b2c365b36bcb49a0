using Microsoft.Net.Http.Headers;

namespace MediaNest.Gateway.Guarding;

/// <summary>Where a request's token is: <c>Authorization: Bearer</c>, else the <c>token</c> cookie.</summary>
internal static class TokenFinder
{
    public const string CookieName = "token";

    private const string Scheme = "Bearer ";

    /// <summary>Finds it.</summary>
    /// <param name="request">The request.</param>
    /// <param name="cameByCookie">Whether it was in the cookie.</param>
    /// <returns>The token; "" for a header that holds none; null if there is neither header nor cookie.</returns>
    public static string? Find(HttpRequest request, out bool cameByCookie)
    {
        cameByCookie = false;
        var header = request.Headers.Authorization;
        if (header.Count > 0)
        {
            return header.Count == 1 && header[0] is { } value && value.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase)
                ? value[Scheme.Length..].Trim()
                : "";
        }

        if (request.Headers[HeaderNames.Cookie].Count == 0 || !request.Cookies.TryGetValue(CookieName, out var cookie))
        {
            return null;
        }

        cameByCookie = true;
        return cookie;
    }
}

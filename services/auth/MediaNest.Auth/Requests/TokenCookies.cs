using MediaNest.Auth.Csrf;
using MediaNest.Auth.Sessions;
using MediaNest.Tokens.Csrf;

namespace MediaNest.Auth.Requests;

/// <summary>The cookies of a signed-in browser.</summary>
internal sealed class TokenCookies(IWebHostEnvironment environment, CsrfTokens csrf, CsrfStatistics statistics)
{
    public const string AccessToken = "token";
    public const string RefreshToken = "rememberToken";

    public void Set(HttpContext context, IssuedTokens tokens)
    {
        var cookies = context.Response.Cookies;
        cookies.Append(AccessToken, tokens.Access.Value, HttpOnly(tokens.Access.ExpiresAt));
        if (tokens.RefreshToken is { } refresh)
        {
            cookies.Append(RefreshToken, refresh, HttpOnly(tokens.SessionEnds));
        }
        else
        {
            // an earlier sign-in's token must not prolong this one's session
            cookies.Delete(RefreshToken, HttpOnly(expires: null));
        }

        SetCsrf(context, tokens.CsrfToken);
    }

    public void SetCsrf(HttpContext context, string token)
    {
        statistics.CountIssued();
        context.Response.Cookies.Append(CsrfTokens.CookieName, token, Readable(csrf.Lifetime));
    }

    public void Clear(HttpContext context)
    {
        var cookies = context.Response.Cookies;
        cookies.Delete(AccessToken, HttpOnly(expires: null));
        cookies.Delete(RefreshToken, HttpOnly(expires: null));
        cookies.Delete(CsrfTokens.CookieName, Readable(maxAge: null));
    }

    // a browser at http://localhost would drop secure cookies; a script has to read the CSRF token to repeat it
#pragma warning disable S2092, S3330
    private CookieOptions HttpOnly(DateTimeOffset? expires) => new()
    {
        HttpOnly = true,
        SameSite = SameSiteMode.Lax,
        Secure = !environment.IsDevelopment(),
        Path = "/",
        Expires = expires,
    };

    private CookieOptions Readable(TimeSpan? maxAge) => new()
    {
        HttpOnly = false,
        SameSite = SameSiteMode.Strict,
        Secure = !environment.IsDevelopment(),
        Path = "/",
        MaxAge = maxAge,
    };
#pragma warning restore S2092, S3330
}

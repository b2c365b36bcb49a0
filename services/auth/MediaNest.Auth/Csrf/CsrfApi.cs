using System.Security.Claims;
using MediaNest.Auth.Requests;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Caching;
using MediaNest.ServiceDefaults.Identity;
using MediaNest.Tokens.Csrf;
using Microsoft.AspNetCore.Http.HttpResults;
using StackExchange.Redis;

namespace MediaNest.Auth.Csrf;

/// <summary>A CSRF token and its life.</summary>
/// <param name="CsrfToken">The token.</param>
/// <param name="ExpiresIn">Seconds.</param>
internal sealed record CsrfAnswer(string CsrfToken, int ExpiresIn);

/// <summary>Hands out CSRF tokens; the gateway checks them.</summary>
internal static class CsrfApi
{
    /// <summary>What the token of somebody who is not signed in is bound to. It opens nothing: the endpoints that sign in ask for none.</summary>
    private const string Nobody = "anonymous";

    public static RouteGroupBuilder MapCsrf(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/csrf").WithTags("csrf").NoStore();
        group.MapGet("/token", Issue).WithSummary("Gives a CSRF token for the session, in the answer and as a cookie.");
        group.MapPost("/refresh", Issue).WithSummary("Gives a new CSRF token for the session.");
        group.MapGroup("/stats").RequireLiveSession().MapGet("", GetStatsAsync).RequireAuthorization(Policies.Admin)
            .WithSummary("Counts CSRF tokens issued, and what the gateway's checks came to.");
        return group;
    }

    private static async Task<Results<Ok<ApiResponse<CsrfStats>>, ApiError>> GetStatsAsync(CsrfStatistics statistics)
    {
        try
        {
            return TypedResults.Ok(ApiResponse.Of(await statistics.ReadAsync()));
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException)
        {
            return ApiError.Unavailable(ErrorCodes.ServiceUnavailable, "The figures cannot be read right now; try again later.");
        }
    }

    private static Ok<ApiResponse<CsrfAnswer>> Issue(ClaimsPrincipal principal, CsrfTokens csrf, TokenCookies cookies, HttpContext context)
    {
        var token = csrf.Issue(principal.FindFirstValue("sid") ?? Nobody);
        cookies.SetCsrf(context, token);
        return TypedResults.Ok(ApiResponse.Of(new CsrfAnswer(token, (int)csrf.Lifetime.TotalSeconds)));
    }
}

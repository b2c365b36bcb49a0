using System.Security.Claims;
using MediaNest.Auth.Data;
using MediaNest.Auth.Requests;
using MediaNest.Auth.SignIn;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Caching;
using MediaNest.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Sessions;

/// <summary>The session at hand, the other devices, and how sessions go on and end.</summary>
internal static class SessionsApi
{
    public static RouteGroupBuilder MapSessions(this IEndpointRouteBuilder routes)
    {
        routes.MapGroup("/api/v1/auth").WithTags("auth").NoStore()
            .MapPost("/refresh", RefreshAsync).WithSummary("Trades a refresh token, from the body or the cookie, for new tokens; each is good once.");

        var group = routes.MapGroup("/api/v1/auth").WithTags("auth").NoStore().RequireLiveSession();
        group.MapGet("/session", GetCurrentAsync).WithSummary("Tells who is signed in.");
        group.MapGet("/sessions", ListAsync).WithSummary("Lists the devices one is signed in on.");
        group.MapDelete("/sessions", EndOthersAsync).WithSummary("Signs out all other devices.");
        group.MapDelete("/sessions/{id:guid}", EndAsync).WithSummary("Signs out one device.");
        group.MapPost("/logout", LogoutAsync).WithSummary("Signs out, on request everywhere.");
        return group;
    }

    private static async Task<Results<Ok<ApiResponse<SignedIn>>, ApiError>> RefreshAsync(
        Refresh? request, ClientInfo client, SessionService sessions, TokenCookies cookies, HttpContext context, CancellationToken cancellationToken)
    {
        var secret = request?.RememberToken ?? request?.RefreshToken ?? context.Request.Cookies[TokenCookies.RefreshToken];
        if (string.IsNullOrEmpty(secret))
        {
            return new ApiError(StatusCodes.Status401Unauthorized, ErrorCodes.Unauthorized, "There is no refresh token, neither in the body nor as a cookie.");
        }

        switch (await sessions.RefreshAsync(secret, client, cancellationToken))
        {
            case RefreshOutcome.Granted(var tokens):
                cookies.Set(context, tokens);
                return TypedResults.Ok(ApiResponse.Of(tokens.AsSignedIn()));
            case RefreshOutcome.Refused(var reason):
                return reason switch
                {
                    RefreshRefusal.Suspended => AuthErrors.Suspended,
                    RefreshRefusal.SessionEnded => AuthErrors.SessionInvalid,
                    RefreshRefusal.Expired => new ApiError(StatusCodes.Status401Unauthorized, ErrorCodes.TokenExpired, "The refresh token has expired; sign in again."),
                    _ => new ApiError(StatusCodes.Status401Unauthorized, ErrorCodes.InvalidToken, "The refresh token is not valid; sign in again."),
                };
            default:
                throw new InvalidOperationException("A refresh is granted or refused.");
        }
    }

    private static async Task<Results<Ok<ApiResponse<CurrentSession>>, ApiError>> GetCurrentAsync(
        ClaimsPrincipal principal, AuthDbContext db, CancellationToken cancellationToken)
    {
        var sessionId = principal.FindSessionId();
        var found = await (from session in db.Sessions.AsNoTracking()
                           join user in db.Users.AsNoTracking() on session.UserId equals user.Id
                           where session.Id == sessionId
                           select new { session, user }).SingleOrDefaultAsync(cancellationToken);
        return found is null
            ? AuthErrors.SessionInvalid
            : TypedResults.Ok(ApiResponse.Of(new CurrentSession(found.user.AsUserAnswer(), found.session.AsAnswer())));
    }

    private static async Task<Ok<ApiResponse<DeviceList>>> ListAsync(ClaimsPrincipal principal, SessionService sessions, CancellationToken cancellationToken)
    {
        var alive = await sessions.Alive(principal.UserId()).ToListAsync(cancellationToken);
        var current = principal.FindSessionId();
        return TypedResults.Ok(ApiResponse.Of(new DeviceList([.. alive.Select(session => session.AsDevice(current))])));
    }

    private static async Task<Ok<ApiResponse<EndedSessions>>> EndOthersAsync(
        ClaimsPrincipal principal, ClientInfo client, SessionService sessions, CancellationToken cancellationToken)
    {
        var ended = await sessions.EndOthersAsync(principal.UserId(), principal.FindSessionId(), RevocationReasons.Revoked, client, cancellationToken);
        return TypedResults.Ok(ApiResponse.Of(new EndedSessions(ended)));
    }

    private static async Task<Results<Ok<ApiResponse<EndedSessions>>, ApiError>> EndAsync(
        Guid id, ClaimsPrincipal principal, ClientInfo client, SessionService sessions, CancellationToken cancellationToken) =>
        await sessions.EndAsync(principal.UserId(), id, RevocationReasons.Revoked, client, cancellationToken)
            ? TypedResults.Ok(ApiResponse.Of(new EndedSessions(1)))
            : ApiError.NotFound("There is no such session, or it has ended.");

    private static async Task<Ok<ApiResponse<EndedSessions>>> LogoutAsync(
        Logout? request,
        ClaimsPrincipal principal,
        ClientInfo client,
        SessionService sessions,
        TokenCookies cookies,
        HttpContext context,
        CancellationToken cancellationToken)
    {
        var userId = principal.UserId();
        var ended = 0;
        if (request is { AllSessions: true })
        {
            ended = await sessions.EndOthersAsync(userId, keep: null, RevocationReasons.Logout, client, cancellationToken);
        }
        else if (principal.FindSessionId() is { } sessionId && await sessions.EndAsync(userId, sessionId, RevocationReasons.Logout, client, cancellationToken))
        {
            ended = 1;
        }

        cookies.Clear(context);
        return TypedResults.Ok(ApiResponse.Of(new EndedSessions(ended)));
    }
}

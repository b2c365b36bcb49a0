using System.Security.Claims;
using MediaNest.Auth.Data;
using MediaNest.Auth.Keys;
using MediaNest.Auth.Requests;
using MediaNest.Auth.Sessions;
using MediaNest.Auth.Users;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Caching;
using MediaNest.ServiceDefaults.Identity;
using MediaNest.Tokens.Signing;
using MediaNest.Tokens.Verification;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace MediaNest.Auth.OAuth;

/// <summary>The endpoints of OAuth 2.0 and OpenID Connect, in their standard shapes and not in the envelope.</summary>
internal static class ConnectApi
{
    private const string RefreshGrant = "refresh_token";
    private const string ServiceGrant = "client_credentials";

    public static RouteGroupBuilder MapConnect(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/connect").WithTags("oauth").NoStore();
        group.MapPost("/token", TokenAsync).WithSummary("Gives tokens for a refresh token, a service its own, and the gateway others in exchange (RFC 8693).");
        group.MapPost("/revocation", RevokeAsync).WithSummary("Ends the session of a refresh or access token (RFC 7009).");
        var userInfo = group.MapGroup("/userinfo").RequireLiveSession();
        userInfo.MapGet("", UserInfoAsync).WithSummary("Tells whom the access token speaks for.");
        userInfo.MapPost("", UserInfoAsync).WithSummary("Tells whom the access token speaks for.");
        return group;
    }

    private static async Task<Results<Ok<TokenAnswer>, JsonHttpResult<OAuthError>>> TokenAsync(
        HttpRequest request,
        ClientInfo client,
        SessionService sessions,
        SigningKeys keys,
        ServiceSecret secret,
        TokenExchangeGrant exchange,
        IOptions<OAuthOptions> options,
        TimeProvider clock,
        CancellationToken cancellationToken)
    {
        if (await ReadFormAsync(request, cancellationToken) is not { } form || !ClientCredentials.TryRead(request, form, out var credentials))
        {
            return Error("invalid_request", "The request must be a form, with the client named in one way.");
        }

        switch (ClientCredentials.Single(form, "grant_type"))
        {
            case null:
                return Error("invalid_request", "grant_type must be given once.");
            case ServiceGrant:
                if (credentials is not { ClientId: { } id, Secret: { } given } || !secret.IsService(id, given))
                {
                    return InvalidClient(request.HttpContext);
                }

                var lifetime = options.Value.ServiceTokenLifetime;
                return TypedResults.Ok(new TokenAnswer(keys.Sign(TokenClaims.ForService(id, lifetime)).Value, "Bearer", (int)lifetime.TotalSeconds));
            case TokenExchange.GrantType:
                return credentials is { ClientId: TokenExchangeGrant.Client, Secret: { } proof } && secret.IsService(TokenExchangeGrant.Client, proof)
                    ? await ExchangeAsync(form, exchange, clock, cancellationToken)
                    : InvalidClient(request.HttpContext);
            case RefreshGrant when ClientCredentials.Single(form, "refresh_token") is { } refreshToken:
                return await sessions.RefreshAsync(refreshToken, client, cancellationToken) is RefreshOutcome.Granted(var tokens)
                    ? TypedResults.Ok(new TokenAnswer(tokens.Access.Value, "Bearer", (int)(tokens.Access.ExpiresAt - clock.GetUtcNow()).TotalSeconds, tokens.RefreshToken))
                    : Error("invalid_grant", "The refresh token is not valid, has been used or has expired.");
            case RefreshGrant:
                return Error("invalid_request", "refresh_token must be given once.");
            default:
                return Error("unsupported_grant_type", "The grant types are refresh_token, client_credentials and token exchange.");
        }
    }

    private static async Task<Results<Ok<TokenAnswer>, JsonHttpResult<OAuthError>>> ExchangeAsync(
        IFormCollection form, TokenExchangeGrant exchange, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (ClientCredentials.Single(form, "subject_token") is not { } subject || ClientCredentials.Single(form, "subject_token_type") is not { } type)
        {
            return Error("invalid_request", "subject_token and subject_token_type must be given once.");
        }

        return await exchange.ExchangeAsync(subject, type, cancellationToken) switch
        {
            ExchangeOutcome.Granted(var token, var scope) => TypedResults.Ok(new TokenAnswer(
                token.Value, "Bearer", (int)(token.ExpiresAt - clock.GetUtcNow()).TotalSeconds, Scope: scope, IssuedTokenType: TokenExchange.AccessTokenType)),
            ExchangeOutcome.Refused(var error, var description) => Error(error, description),
            _ => throw new InvalidOperationException("An exchange is granted or refused."),
        };
    }

    private static async Task<Results<Ok, JsonHttpResult<OAuthError>>> RevokeAsync(
        HttpRequest request, ClientInfo client, AuthDbContext db, SessionService sessions, TokenVerifier verifier, CancellationToken cancellationToken)
    {
        if (await ReadFormAsync(request, cancellationToken) is not { } form || ClientCredentials.Single(form, "token") is not { } token)
        {
            return Error("invalid_request", "token must be given once.");
        }

        var hash = RefreshToken.HashOf(token);
        var session = await (from refresh in db.RefreshTokens
                             join row in db.Sessions on refresh.SessionId equals row.Id
                             where refresh.Hash == hash
                             select new { row.UserId, row.Id }).SingleOrDefaultAsync(cancellationToken);
        if (session is not null)
        {
            await sessions.EndAsync(session.UserId, session.Id, RevocationReasons.Logout, client, cancellationToken);
        }
        else if (await verifier.VerifyAsync(token, cancellationToken) is { Token: { UserId: { } userId } access } && Guid.TryParse(access.SessionId, out var sessionId))
        {
            await sessions.EndAsync(userId, sessionId, RevocationReasons.Logout, client, cancellationToken);
        }

        // a token nobody knows is revoked as far as the client is concerned
        return TypedResults.Ok();
    }

    private static async Task<Results<Ok<UserInfo>, ApiError>> UserInfoAsync(ClaimsPrincipal principal, AuthDbContext db, CancellationToken cancellationToken)
    {
        var id = principal.UserId();
        return await db.Users.AsNoTracking().SingleOrDefaultAsync(user => user.Id == id, cancellationToken) is { } user
            ? TypedResults.Ok(new UserInfo(user.Id.ToString(), user.Name, user.PlexUsername ?? user.Name, user.Email, user.Role.AsText(), user.CreatedAt.ToUnixTimeSeconds()))
            : AuthErrors.UserNotFound;
    }

    private static async Task<IFormCollection?> ReadFormAsync(HttpRequest request, CancellationToken cancellationToken)
    {
        if (!request.HasFormContentType)
        {
            return null;
        }

        try
        {
            return await request.ReadFormAsync(cancellationToken);
        }
        catch (InvalidDataException)
        {
            return null;
        }
    }

    private static JsonHttpResult<OAuthError> Error(string error, string description, int status = StatusCodes.Status400BadRequest) =>
        TypedResults.Json(new OAuthError(error, description), statusCode: status);

    private static JsonHttpResult<OAuthError> InvalidClient(HttpContext context)
    {
        context.Response.Headers[HeaderNames.WWWAuthenticate] = "Basic realm=\"medianest\"";
        return Error("invalid_client", "The client is not known, or its secret is wrong.", StatusCodes.Status401Unauthorized);
    }
}

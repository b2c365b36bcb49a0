using MediaNest.Auth.Keys;
using MediaNest.ServiceDefaults.Identity;
using MediaNest.Tokens.Keys;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace MediaNest.Auth.OAuth;

/// <summary>What verifiers and clients find out by themselves.</summary>
internal static class DiscoveryApi
{
    public static RouteGroupBuilder MapDiscovery(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/.well-known").WithTags("oauth");
        group.MapGet("/openid-configuration", Describe).WithSummary("Tells where the OAuth endpoints are and what they can do.");
        group.MapGet("/jwks.json", Keys).WithSummary("Publishes the keys that verify access tokens.");
        return group;
    }

    private static Ok<DiscoveryDocument> Describe(HttpRequest request, SigningKeys keys, IOptions<OAuthOptions> options)
    {
        var origin = (options.Value.PublicOrigin ?? OriginOf(request)).TrimEnd('/');
        return TypedResults.Ok(new DiscoveryDocument(
            Issuer: origin,
            JwksUri: $"{origin}/.well-known/jwks.json",
            TokenEndpoint: $"{origin}/connect/token",
            RevocationEndpoint: $"{origin}/connect/revocation",
            UserInfoEndpoint: $"{origin}/connect/userinfo",
            ResponseTypes: [],
            GrantTypes: ["refresh_token", "client_credentials", TokenExchange.GrantType],
            SubjectTypes: ["public"],
            SigningAlgorithms: [.. keys.Published.Select(key => key.Algorithm.ToString()).Distinct(StringComparer.Ordinal)],
            TokenAuthMethods: ["none", "client_secret_basic", "client_secret_post"],
            RevocationAuthMethods: ["none"],
            Claims: ["sub", "sid", "role", "name", "preferred_username", "email"]));
    }

    private static FileContentHttpResult Keys(HttpContext context, SigningKeys keys)
    {
        if (!keys.IsReady)
        {
            throw new SigningKeysNotReadyException();
        }

        // short enough for a rotation to be seen, long enough to keep a crowd of verifiers away
        context.Response.Headers[HeaderNames.CacheControl] = "public, max-age=60";
        return TypedResults.Bytes(JsonWebKeySet.Of(keys.Published).ToUtf8Json(), "application/json");
    }

    private static string OriginOf(HttpRequest request)
    {
        // set by the gateway, which lets nobody else's through
        var host = request.Headers["X-Forwarded-Host"].ToString();
        var scheme = request.Headers["X-Forwarded-Proto"].ToString();
        return $"{(scheme.Length > 0 ? scheme : request.Scheme)}://{(host.Length > 0 ? host : request.Host.Value)}";
    }
}

using System.Security.Claims;
using System.Text.Encodings.Web;
using MediaNest.Tokens.Verification;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Net.Http.Headers;

namespace MediaNest.ServiceDefaults.Identity;

internal static class TokenAuthenticationExtensions
{
    public static void AddTokenAuthentication(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        services.AddTokenVerification().AddHttpMessageHandler<ServiceClients.ServiceEndpointHandler>();
        services.AddAuthentication(TokenAuthenticationHandler.Scheme)
            .AddScheme<AuthenticationSchemeOptions, TokenAuthenticationHandler>(TokenAuthenticationHandler.Scheme, configureOptions: null);
        services.AddAuthorizationBuilder()
            .SetDefaultPolicy(RoleIn(Roles.User, Roles.Admin))
            .AddPolicy(Policies.Admin, RoleIn(Roles.Admin))
            .AddPolicy(Policies.Service, RoleIn(Roles.Service))
            .AddPolicy(Policies.UserOrService, RoleIn(Roles.User, Roles.Admin, Roles.Service));
    }

    private static AuthorizationPolicy RoleIn(params string[] roles) =>
        new AuthorizationPolicyBuilder().RequireAuthenticatedUser().RequireClaim("role", roles).Build();
}

/// <summary>
/// Verifies the access token of a request, again, though the gateway has: a service trusts no network. Whether the session is still
/// alive is the gateway's question; it alone asks Redis.
/// </summary>
internal sealed class TokenAuthenticationHandler(
    IOptionsMonitor<AuthenticationSchemeOptions> options,
    ILoggerFactory logger,
    UrlEncoder encoder,
    TokenVerifier verifier) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
{
    public new const string Scheme = "Bearer";

    private const string CookieName = "token";

    private TokenStatus? _refusal;

    protected override async Task<AuthenticateResult> HandleAuthenticateAsync()
    {
        if (FindToken() is not { } token)
        {
            return AuthenticateResult.NoResult();
        }

        var result = await verifier.VerifyAsync(token, Context.RequestAborted);
        if (!result.IsValid)
        {
            _refusal = result.Status;
            return AuthenticateResult.Fail(result.Status.ToString());
        }

        return AuthenticateResult.Success(new AuthenticationTicket(PrincipalOf(result.Token), Scheme));
    }

    /// <summary>An administrator's key that lacks the scope <c>admin</c> makes nobody an administrator, wherever that is asked.</summary>
    private static ClaimsPrincipal PrincipalOf(VerifiedToken token)
    {
        var principal = token.ToPrincipal(Scheme);
        if (token is { Role: Roles.Admin, Scope: { } scope } && !Scopes.Contain(scope, Scopes.Admin) && principal.Identity is ClaimsIdentity identity)
        {
            identity.RemoveClaim(identity.FindFirst(identity.RoleClaimType));
            identity.AddClaim(new Claim(identity.RoleClaimType, Roles.User));
        }

        return principal;
    }

    protected override Task HandleChallengeAsync(AuthenticationProperties properties)
    {
        if (_refusal == TokenStatus.KeysUnavailable)
        {
            return EnvelopeWriter.WriteAsync(Context, ApiError.Unavailable(
                ErrorCodes.ServiceUnavailable, "Tokens cannot be checked right now; try again later.", TimeSpan.FromSeconds(5)));
        }

        var (code, message) = _refusal switch
        {
            null => (ErrorCodes.Unauthorized, "Sign in to do this."),
            TokenStatus.Expired => (ErrorCodes.TokenExpired, "The access token has expired."),
            _ => (ErrorCodes.InvalidToken, "The access token is not valid."),
        };
        Response.Headers.WWWAuthenticate = _refusal is null ? "Bearer" : "Bearer error=\"invalid_token\"";
        return EnvelopeWriter.WriteAsync(Context, new ApiError(StatusCodes.Status401Unauthorized, code, message));
    }

    protected override Task HandleForbiddenAsync(AuthenticationProperties properties) =>
        EnvelopeWriter.WriteAsync(Context, ApiError.Forbidden());

    private string? FindToken()
    {
        var header = Request.Headers[HeaderNames.Authorization];
        if (header.Count == 0)
        {
            return Request.Cookies[CookieName];
        }

        // a second Authorization header is somebody trying something: it becomes a malformed token
        var value = header.ToString();
        return value.StartsWith("Bearer ", StringComparison.OrdinalIgnoreCase) ? value[7..].Trim() : value;
    }
}

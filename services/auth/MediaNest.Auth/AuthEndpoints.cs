using MediaNest.Auth.ApiKeys;
using MediaNest.Auth.Audit;
using MediaNest.Auth.Csrf;
using MediaNest.Auth.Keys;
using MediaNest.Auth.OAuth;
using MediaNest.Auth.Passwords;
using MediaNest.Auth.Plex;
using MediaNest.Auth.Sessions;
using MediaNest.Auth.SignIn;
using MediaNest.Auth.TwoFactor;
using MediaNest.Auth.Users;

namespace MediaNest.Auth;

/// <summary>Everything auth answers.</summary>
internal static class AuthEndpoints
{
    public static void MapAuthEndpoints(this IEndpointRouteBuilder routes)
    {
        routes.MapSignIn();
        routes.MapPlexSignIn();
        routes.MapTwoFactor();
        routes.MapPasswords();
        routes.MapSessions();
        routes.MapApiKeys();
        routes.MapCsrf();
        routes.MapProfile();
        routes.MapAdminUsers();
        routes.MapInternalUsers();
        routes.MapSigningKeys();
        routes.MapAudit();
        routes.MapConnect();
        routes.MapDiscovery();
    }
}

using MediaNest.Auth.Data;
using MediaNest.Auth.Users;
using MediaNest.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Requests;

/// <summary>What groups of endpoints have in common.</summary>
internal static class EndpointFilters
{
    /// <summary>
    /// Asks the database whether the caller's session is alive. The gateway asks Redis at every request; here, where accounts are changed, the
    /// truth itself is asked, and the answers are in the same order. An API key is no session: it opens only groups that take one.
    /// </summary>
    public static RouteGroupBuilder RequireLiveSession(this RouteGroupBuilder group, bool orApiKey = false)
    {
        group.RequireAuthorization();
        return group.AddEndpointFilter(async (context, next) =>
        {
            var http = context.HttpContext;
            if (http.User.FindUserId() is not { } userId || http.User.FindSessionId() is not { } sessionId)
            {
                return AuthErrors.SessionInvalid;
            }

            var isApiKey = http.User.HasClaim(claim => claim.Type == "scope");
            if (isApiKey && !orApiKey)
            {
                return AuthErrors.ApiKeyRefused;
            }

            var now = http.RequestServices.GetRequiredService<TimeProvider>().GetUtcNow();
            var db = http.RequestServices.GetRequiredService<AuthDbContext>();
            var state = await db.Users.Where(user => user.Id == userId)
                .Select(user => new
                {
                    user.Status,
                    Alive = isApiKey
                        ? db.ApiKeys.Any(key =>
                            key.Id == sessionId && key.UserId == userId && key.RevokedAt == null && (key.ExpiresAt == null || key.ExpiresAt > now))
                        : db.Sessions.Any(session =>
                            session.Id == sessionId && session.UserId == userId && session.RevokedAt == null && session.ExpiresAt > now),
                })
                .SingleOrDefaultAsync(http.RequestAborted);
            return state switch
            {
                null => AuthErrors.UserNotFound,
                { Status: UserStatus.Suspended } => AuthErrors.Suspended,
                { Alive: false } => AuthErrors.SessionInvalid,
                _ => await next(context),
            };
        });
    }
}

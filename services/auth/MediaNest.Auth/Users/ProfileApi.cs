using System.Security.Claims;
using MediaNest.Auth.Audit;
using MediaNest.Auth.Data;
using MediaNest.Auth.Requests;
using MediaNest.Contracts;
using MediaNest.Messaging;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Caching;
using MediaNest.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Users;

/// <summary>One's own account.</summary>
internal static class ProfileApi
{
    public static RouteGroupBuilder MapProfile(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/users/me").WithTags("users").NoStore().RequireLiveSession(orApiKey: true);
        group.MapGet("", GetAsync).WithSummary("Tells of one's own account.");
        group.MapPut("", UpdateAsync).WithSummary("Changes one's own account.");
        group.MapPreferences();
        return group;
    }

    private static async Task<Results<Ok<ApiResponse<Profile>>, ApiError>> GetAsync(ClaimsPrincipal principal, AuthDbContext db, CancellationToken cancellationToken) =>
        await FindAsync(principal, db, cancellationToken) is { } user ? TypedResults.Ok(ApiResponse.Of(user.AsProfile())) : AuthErrors.UserNotFound;

    private static async Task<Results<Ok<ApiResponse<Profile>>, ApiError>> UpdateAsync(
        UpdateProfile request, ClaimsPrincipal principal, ClientInfo client, AuthDbContext db, AuditLog audit, IEventPublisher events, TimeProvider clock, CancellationToken cancellationToken)
    {
        if (await FindAsync(principal, db, cancellationToken) is not { } user)
        {
            return AuthErrors.UserNotFound;
        }

        user.Name = request.Name!.Trim();
        await events.Publish(
            new UserProfileChanged(user.Id, user.Name, user.Email, clock.GetUtcNow(), user.Id, EmailVerified: user.HasVerifiedEmail), cancellationToken);
        audit.Add(AuditAction.ProfileChanged, user.Id, client);
        await db.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(ApiResponse.Of(user.AsProfile()));
    }

    private static Task<User?> FindAsync(ClaimsPrincipal principal, AuthDbContext db, CancellationToken cancellationToken)
    {
        var id = principal.UserId();
        return db.Users.SingleOrDefaultAsync(user => user.Id == id, cancellationToken);
    }
}

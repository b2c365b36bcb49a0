using System.Linq.Expressions;
using System.Security.Claims;
using MediaNest.Auth.Data;
using MediaNest.Auth.Requests;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Caching;
using MediaNest.ServiceDefaults.Identity;
using MediaNest.ServiceDefaults.Paging;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Users;

/// <summary>Accounts, for administrators.</summary>
internal static class AdminUsersApi
{
    public static RouteGroupBuilder MapAdminUsers(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/admin/users").WithTags("admin").NoStore().RequireLiveSession(orApiKey: true);
        group.RequireAuthorization(Policies.Admin);
        group.MapGet("", ListAsync).WithSummary("Lists accounts.");
        group.MapPatch("/{id:guid}/role", ChangeRoleAsync).WithSummary("Makes a user an administrator, or an administrator a user.");
        group.MapPatch("/{id:guid}/status", ChangeStatusAsync).WithSummary("Suspends a user, or lets them in again.");
        group.MapPost("/{id:guid}/unlock", UnlockAsync).WithSummary("Ends the lockout of a user who failed to sign in too often.");
        group.MapDelete("/{id:guid}", DeleteAsync).WithSummary("Deletes a user and what is known of them.");
        return group;
    }

    private static async Task<Ok<ApiResponse<UserList>>> ListAsync(
        [AsParameters] UserQuery query, [AsParameters] PageQuery page, AuthDbContext db, CancellationToken cancellationToken)
    {
        var users = db.Users.AsNoTracking();
        if (query.Role is "user" or "admin")
        {
            var role = query.Role == "admin" ? UserRole.Admin : UserRole.User;
            users = users.Where(user => user.Role == role);
        }

        if (query.Status is "active" or "suspended")
        {
            var status = query.Status == "suspended" ? UserStatus.Suspended : UserStatus.Active;
            users = users.Where(user => user.Status == status);
        }

        // PostgreSQL takes no NUL in text; nothing that is stored has one
        if (query.Search?.Replace("\0", "", StringComparison.Ordinal).Trim() is { Length: > 0 } search)
        {
            var pattern = $"%{search.Replace(@"\", @"\\", StringComparison.Ordinal).Replace("%", @"\%", StringComparison.Ordinal).Replace("_", @"\_", StringComparison.Ordinal)}%";
            users = users.Where(user => EF.Functions.ILike(user.Name, pattern, @"\")
                || (user.Email != null && EF.Functions.ILike(user.Email, pattern, @"\"))
                || (user.PlexUsername != null && EF.Functions.ILike(user.PlexUsername, pattern, @"\")));
        }

        var total = await users.CountAsync(cancellationToken);
        var items = await Sort(users, query.Sort ?? "createdAt:desc").Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        return TypedResults.Ok(ApiResponse.Of(new UserList([.. items.Select(user => user.AsListItem())], UserPagination.Of(page.Of(total)))));
    }

    private static async Task<Results<Ok<ApiResponse<UserListItem>>, ApiError>> ChangeRoleAsync(
        Guid id, ChangeRole request, ClaimsPrincipal principal, ClientInfo client, UserAdministration administration, CancellationToken cancellationToken)
    {
        var (user, error) = await administration.ChangeRoleAsync(principal.UserId(), id, request.Role!.Value, client, cancellationToken);
        return user is null ? error ?? AuthErrors.UserNotFound : TypedResults.Ok(ApiResponse.Of(user.AsListItem()));
    }

    private static async Task<Results<Ok<ApiResponse<UserListItem>>, ApiError>> ChangeStatusAsync(
        Guid id, ChangeStatus request, ClaimsPrincipal principal, ClientInfo client, UserAdministration administration, CancellationToken cancellationToken)
    {
        var reason = request.Reason?.Replace("\0", "", StringComparison.Ordinal);
        var (user, error) = await administration.ChangeStatusAsync(principal.UserId(), id, request.Status!.Value, reason, client, cancellationToken);
        return user is null ? error ?? AuthErrors.UserNotFound : TypedResults.Ok(ApiResponse.Of(user.AsListItem()));
    }

    private static async Task<Results<Ok<ApiResponse<UserListItem>>, ApiError>> UnlockAsync(
        Guid id, ClientInfo client, UserAdministration administration, CancellationToken cancellationToken) =>
        await administration.UnlockAsync(id, client, cancellationToken) is { } user ? TypedResults.Ok(ApiResponse.Of(user.AsListItem())) : AuthErrors.UserNotFound;

    private static async Task<Results<NoContent, ApiError>> DeleteAsync(
        Guid id, ClaimsPrincipal principal, ClientInfo client, UserAdministration administration, CancellationToken cancellationToken) =>
        await administration.DeleteAsync(principal.UserId(), id, client, cancellationToken) is { } error ? error : TypedResults.NoContent();

    private static IOrderedQueryable<User> Sort(IQueryable<User> users, string sort)
    {
        var parts = sort.Split(':');
        var descending = parts is [_, "desc"];
        return parts[0] switch
        {
            "name" => By(user => user.Name),
            "email" => By(user => user.Email),
            "lastLoginAt" => By(user => user.LastLoginAt),
            _ => By(user => user.CreatedAt),
        };

        IOrderedQueryable<User> By<TKey>(Expression<Func<User, TKey>> key) =>
            (descending ? users.OrderByDescending(key) : users.OrderBy(key)).ThenBy(user => user.Id);
    }
}

using System.ComponentModel.DataAnnotations;
using MediaNest.Auth.Data;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Caching;
using MediaNest.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Users;

/// <summary>A user, as other services keep them.</summary>
/// <param name="Id">The user.</param>
/// <param name="Role">The role now.</param>
/// <param name="Email">Where mail goes; null where no address is known to be the user's.</param>
/// <param name="CreatedAt">Older than every event that may still come of the user: what a service has learnt from those is newer than this.</param>
internal sealed record ServiceUser(Guid Id, string Role, string? Email, DateTimeOffset CreatedAt);

/// <summary>A page of users.</summary>
/// <param name="Items">In the order of their ids.</param>
/// <param name="Next">Where the next page begins; null at the end.</param>
internal sealed record ServiceUserPage(IReadOnlyList<ServiceUser> Items, Guid? Next);

internal sealed record ServiceUserQuery(Guid? After = null, [Range(1, 500)] int Limit = 200);

/// <summary>What services ask among themselves: with a service's token, and by no route of the gateway.</summary>
internal static class InternalUsersApi
{
    public static void MapInternalUsers(this IEndpointRouteBuilder routes) => routes.MapGet("/internal/users", ListAsync)
        .RequireAuthorization(Policies.Service).NoStore().ExcludeFromDescription().WithSummary("Tells services of all users.");

    private static async Task<Ok<ApiResponse<ServiceUserPage>>> ListAsync(
        [AsParameters] ServiceUserQuery query, AuthDbContext db, CancellationToken cancellationToken)
    {
        var after = query.After ?? Guid.Empty;
        var users = await db.Users.FromSql($"SELECT * FROM users WHERE id > {after} ORDER BY id LIMIT {query.Limit}")
            .AsNoTracking().ToListAsync(cancellationToken);
        var items = users.Select(user => new ServiceUser(user.Id, user.Role.AsText(), user.HasVerifiedEmail ? user.Email : null, user.CreatedAt)).ToList();
        return TypedResults.Ok(ApiResponse.Of(new ServiceUserPage(items, items.Count < query.Limit ? null : items[^1].Id)));
    }
}

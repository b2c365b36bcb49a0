using System.ComponentModel.DataAnnotations;
using MediaNest.Auth.Requests;
using MediaNest.ServiceDefaults.Paging;

namespace MediaNest.Auth.Users;

/// <summary>One's own account.</summary>
internal sealed record Profile(
    Guid Id, string Username, string Name, string? Email, UserRole Role, UserStatus Status, string? PlexUsername, DateTimeOffset CreatedAt, DateTimeOffset? LastLoginAt);

/// <summary>What one may change of one's own account.</summary>
internal sealed record UpdateProfile([Required, NameText] string? Name);

/// <summary>An account as administrators see it.</summary>
internal sealed record UserListItem(
    Guid Id, string? Email, string Name, UserRole Role, UserStatus Status, string? PlexUsername, DateTimeOffset CreatedAt, DateTimeOffset? LastLoginAt, DateTimeOffset? LockedUntil);

/// <summary>A page of accounts.</summary>
internal sealed record UserList(IReadOnlyList<UserListItem> Users, UserPagination Pagination);

/// <summary>The usual paging part, with the documented extra.</summary>
internal sealed record UserPagination(int Page, int TotalPages, int TotalItems, int TotalUsers, int ItemsPerPage, bool HasNext, bool HasPrev)
{
    public static UserPagination Of(Pagination pagination) => new(
        pagination.Page, pagination.TotalPages, pagination.TotalItems, pagination.TotalItems, pagination.ItemsPerPage, pagination.HasNext, pagination.HasPrev);
}

/// <summary>Which accounts, in which order.</summary>
/// <remarks>The annotations target the properties: on constructor parameters of an [AsParameters] record they break ASP.NET Core's OpenAPI document.</remarks>
internal sealed record UserQuery(
    [property: AllowedValues(null, "all", "user", "admin", ErrorMessage = "One of all, user, admin.")] string? Role,
    [property: AllowedValues(null, "all", "active", "suspended", ErrorMessage = "One of all, active, suspended.")] string? Status,
    [property: StringLength(100)] string? Search,
    [property: RegularExpression("^(createdAt|lastLoginAt|name|email)(:(asc|desc))?$", ErrorMessage = "One of createdAt, lastLoginAt, name, email, followed by :asc or :desc.")] string? Sort);

/// <summary>A new role.</summary>
internal sealed record ChangeRole([Required] UserRole? Role);

/// <summary>A new state.</summary>
internal sealed record ChangeStatus([Required] UserStatus? Status, [StringLength(500)] string? Reason = null);

internal static class UserMapping
{
    public static Profile AsProfile(this User user) =>
        new(user.Id, user.Name, user.Name, user.Email, user.Role, user.Status, user.PlexUsername, user.CreatedAt, user.LastLoginAt);

    public static UserListItem AsListItem(this User user) =>
        new(user.Id, user.Email, user.Name, user.Role, user.Status, user.PlexUsername, user.CreatedAt, user.LastLoginAt, user.LockoutEnd);
}

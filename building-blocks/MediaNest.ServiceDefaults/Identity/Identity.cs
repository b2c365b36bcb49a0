using System.Security.Claims;

namespace MediaNest.ServiceDefaults.Identity;

/// <summary>Names of the authorization policies. The default policy asks for any signed-in user.</summary>
public static class Policies
{
    /// <summary>Administrators alone.</summary>
    public const string Admin = "admin";

    /// <summary>Other services of MediaNest alone.</summary>
    public const string Service = "service";

    /// <summary>Signed-in users and other services.</summary>
    public const string UserOrService = "user-or-service";
}

/// <summary>The values of the <c>role</c> claim.</summary>
public static class Roles
{
    /// <summary>A member of the household.</summary>
    public const string User = "user";

    /// <summary>An owner.</summary>
    public const string Admin = "admin";

    /// <summary>Another service of MediaNest.</summary>
    public const string Service = "service";
}

/// <summary>Reads what the access token says.</summary>
public static class PrincipalExtensions
{
    /// <summary>The signed-in user's id.</summary>
    /// <param name="principal">The caller.</param>
    /// <returns>The id, or null for anonymous callers and services.</returns>
    public static Guid? FindUserId(this ClaimsPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return Guid.TryParseExact(principal.FindFirstValue("sub"), "D", out var id) ? id : null;
    }

    /// <summary>The signed-in user's id, where the endpoint requires one.</summary>
    /// <param name="principal">The caller.</param>
    /// <returns>The id.</returns>
    /// <exception cref="InvalidOperationException">The endpoint let somebody in who is not a user.</exception>
    public static Guid UserId(this ClaimsPrincipal principal) =>
        principal.FindUserId() ?? throw new InvalidOperationException("The endpoint needs a signed-in user but let another caller in.");

    /// <summary>The session the token is bound to.</summary>
    /// <param name="principal">The caller.</param>
    /// <returns>The session, or null.</returns>
    public static Guid? FindSessionId(this ClaimsPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return Guid.TryParseExact(principal.FindFirstValue("sid"), "D", out var id) ? id : null;
    }

    /// <summary>The name shown to people.</summary>
    /// <param name="principal">The caller.</param>
    /// <returns>The name, or an empty text.</returns>
    public static string DisplayName(this ClaimsPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return principal.FindFirstValue("name") ?? "";
    }

    /// <summary>Whether the caller is an administrator.</summary>
    /// <param name="principal">The caller.</param>
    /// <returns>True for administrators.</returns>
    public static bool IsAdmin(this ClaimsPrincipal principal)
    {
        ArgumentNullException.ThrowIfNull(principal);
        return principal.HasClaim("role", Roles.Admin);
    }
}

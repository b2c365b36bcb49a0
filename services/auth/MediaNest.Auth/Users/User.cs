using MediaNest.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Identity;

namespace MediaNest.Auth.Users;

/// <summary>What a user may do.</summary>
internal enum UserRole
{
    User,
    Admin,
}

/// <summary>Whether a user may do anything at all.</summary>
internal enum UserStatus
{
    Active,
    Suspended,
}

/// <summary>
/// An account. Identity's columns hold the password, the lockout and two-factor; a person who signs in with Plex has no password.
/// Identity's user name is only an internal handle; <see cref="Name"/> is what people see.
/// </summary>
internal sealed class User : IdentityUser<Guid>
{
    public const int MaxNameLength = 100;
    public const int MaxEmailLength = 254;

    /// <summary>The provider's name in Identity's login table and in events.</summary>
    public const string PlexProvider = "plex";

    public const string PasswordProvider = "password";

    public required string Name { get; set; }

    public UserRole Role { get; set; }

    public UserStatus Status { get; set; }

    public DateTimeOffset CreatedAt { get; init; }

    public DateTimeOffset? LastLoginAt { get; set; }

    public string? PlexUsername { get; set; }

    /// <summary>The person's plex.tv token, encrypted.</summary>
    public byte[]? ProtectedPlexToken { get; set; }

    /// <summary>The period of the last code of the authenticator that was taken; neither it nor an earlier one is taken again.</summary>
    public long? LastTotpStep { get; set; }

    public Preferences Preferences { get; set; } = new();

    /// <summary>With a password the address is what the person signs in with, and where links to a new one go.</summary>
    public bool HasVerifiedEmail => EmailConfirmed || PasswordHash is not null;

    public static User WithPassword(string email, string name, UserRole role, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        return new User
        {
            Id = id,
            UserName = id.ToString("N"),
            Email = email,
            Name = name,
            Role = role,
            CreatedAt = now,
            LockoutEnabled = true,
        };
    }

    public static User FromPlex(string plexUsername, string? email, UserRole role, DateTimeOffset now)
    {
        var id = Guid.CreateVersion7(now);
        return new User
        {
            Id = id,
            UserName = id.ToString("N"),
            Email = email,
            Name = plexUsername,
            PlexUsername = plexUsername,
            Role = role,
            CreatedAt = now,
            LockoutEnabled = true,
        };
    }
}

internal static class UserText
{
    /// <summary>The <c>role</c> claim and the text in Redis and events.</summary>
    public static string AsText(this UserRole role) => role == UserRole.Admin ? Roles.Admin : Roles.User;

    /// <summary>The text in Redis that the gateway reads.</summary>
    public static string AsText(this UserStatus status) => status == UserStatus.Suspended ? "suspended" : "active";
}

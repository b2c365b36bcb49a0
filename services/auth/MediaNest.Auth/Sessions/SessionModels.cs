using System.ComponentModel.DataAnnotations;
using MediaNest.Auth.SignIn;

namespace MediaNest.Auth.Sessions;

/// <summary>A refresh token in the body; without one the cookie counts.</summary>
internal sealed record Refresh([StringLength(512)] string? RememberToken = null, [StringLength(512)] string? RefreshToken = null);

/// <summary>How far to sign out.</summary>
internal sealed record Logout(bool AllSessions = false);

/// <summary>The session at hand.</summary>
internal sealed record SessionAnswer(Guid Id, DateTimeOffset CreatedAt, DateTimeOffset ExpiresAt, string Device);

/// <summary>Who is signed in, and how.</summary>
internal sealed record CurrentSession(UserAnswer User, SessionAnswer Session);

/// <summary>One of a user's devices.</summary>
internal sealed record DeviceAnswer(
    Guid Id, string Device, string? Address, string Provider, DateTimeOffset CreatedAt, DateTimeOffset LastUsedAt, DateTimeOffset ExpiresAt, bool Current);

/// <summary>A user's devices, the latest sign-in first.</summary>
internal sealed record DeviceList(IReadOnlyList<DeviceAnswer> Sessions);

/// <summary>How many sessions were ended.</summary>
internal sealed record EndedSessions(int Ended);

internal static class SessionMapping
{
    public static SessionAnswer AsAnswer(this Session session) => new(session.Id, session.CreatedAt, session.ExpiresAt, session.Device);

    public static DeviceAnswer AsDevice(this Session session, Guid? current) => new(
        session.Id, session.Device, session.Address, session.Provider, session.CreatedAt, session.LastUsedAt, session.ExpiresAt, session.Id == current);
}

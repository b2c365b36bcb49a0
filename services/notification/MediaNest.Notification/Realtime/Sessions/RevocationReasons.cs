namespace MediaNest.Notification.Realtime.Sessions;

/// <summary>Why sockets are disconnected, as <c>session:revoked</c> says; auth's events have further reasons.</summary>
internal static class RevocationReasons
{
    public const string Revoked = "revoked";
    public const string Suspended = "suspended";
    public const string Deleted = "deleted";

    /// <summary>Connect again, with a new access token: the rooms and namespaces of the old role are not those of the new one.</summary>
    public const string RoleChanged = "role-changed";

    /// <summary>Refresh the access token and connect again.</summary>
    public const string TokenExpired = "token-expired";

    /// <summary>An administrator threw the user's sockets out; the session goes on.</summary>
    public const string ByAdmin = "disconnected-by-admin";

    /// <summary>Why a session that was good is good no more; null where it still is, or nobody can tell.</summary>
    public static string? Of(SessionState state, SocketCaller caller) => state.Verdict switch
    {
        SessionVerdict.UserDeleted => Deleted,
        SessionVerdict.UserSuspended => Suspended,
        SessionVerdict.SessionInvalid => Revoked,
        SessionVerdict.Good when state.Role is { } role && SocketGate.EffectiveRole(role, caller.Scope) != caller.Role => RoleChanged,
        _ => null,
    };
}

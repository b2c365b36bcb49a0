namespace MediaNest.Notification.Realtime;

/// <summary>The namespaces of <c>design/realtime.md</c>.</summary>
internal static class SocketNamespaces
{
    /// <summary>Anyone; a token is optional.</summary>
    public const string Public = "/";

    /// <summary>Signed in: what is one's own.</summary>
    public const string Authenticated = "/authenticated";

    /// <summary>Signed in: everything about media and downloads.</summary>
    public const string Media = "/media";

    /// <summary>Administrators: services, breakers, logs, jobs.</summary>
    public const string System = "/system";

    /// <summary>Administrators: requests, users, incidents, broadcasts.</summary>
    public const string Admin = "/admin";

    /// <summary>All of them.</summary>
    public static readonly IReadOnlyList<string> All = [Public, Authenticated, Media, System, Admin];

    /// <summary>Those that want a token.</summary>
    public static readonly IReadOnlyList<string> SignedIn = [Authenticated, Media, System, Admin];

    /// <summary>Whether only administrators get in.</summary>
    public static bool IsForAdmins(string name) => name is System or Admin;
}

using MediaNest.Notification.Realtime.State;
using MediaNest.ServiceDefaults.Identity;

namespace MediaNest.Notification.Realtime;

/// <summary>Who is told of what, in which namespace.</summary>
internal static class Audiences
{
    private static readonly string Admins = SocketRooms.Role(Roles.Admin);

    /// <summary>How services are: everybody.</summary>
    public static readonly IReadOnlyList<Audience> Everybody = [.. SocketNamespaces.All.Select(name => new Audience(name))];

    /// <summary>What concerns administrators alone.</summary>
    public static readonly IReadOnlyList<Audience> Administrators = [new(SocketNamespaces.System, Admins), new(SocketNamespaces.Admin, Admins)];

    /// <summary>What administrators are told of users.</summary>
    public static readonly IReadOnlyList<Audience> UserAdministration = [new(SocketNamespaces.Admin, Admins)];

    /// <summary>Owner, followers, administrators, and who has subscribed.</summary>
    public static IReadOnlyList<Audience> Of(LiveRequest request)
    {
        string[] concerned =
        [
            .. request.UserId is { } owner ? [SocketRooms.User(owner)] : Array.Empty<string>(),
            .. request.FollowerIds.Select(SocketRooms.User),
            SocketRooms.Request(request.Id),
        ];
        return
        [
            new(SocketNamespaces.Authenticated, concerned),
            new(SocketNamespaces.Media, [.. concerned, Admins]),
            new(SocketNamespaces.Admin, Admins),
        ];
    }

    /// <summary>Owner, administrators, and who has subscribed.</summary>
    public static IReadOnlyList<Audience> Of(LiveDownload download)
    {
        string[] concerned = [SocketRooms.User(download.UserId), SocketRooms.Download(download.Id)];
        return [new(SocketNamespaces.Authenticated, concerned), new(SocketNamespaces.Media, [.. concerned, Admins])];
    }

    /// <summary>What all of a user's sockets are to know.</summary>
    public static IReadOnlyList<Audience> EverywhereOf(Guid userId) =>
        [.. SocketNamespaces.SignedIn.Select(name => new Audience(name, SocketRooms.User(userId)))];

    /// <summary>What is a user's own.</summary>
    public static IReadOnlyList<Audience> Of(Guid userId) => [new(SocketNamespaces.Authenticated, SocketRooms.User(userId))];
}

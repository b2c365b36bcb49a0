namespace MediaNest.Notification.Realtime.Commands.Handlers;

internal enum TopicKind
{
    Request,
    Download,
    Service,
}

/// <summary>Something that a socket can hear of: <c>request:{id}</c>, <c>download:{id}</c>, <c>service:{name}</c>.</summary>
/// <param name="Text">As the client wrote it.</param>
/// <param name="Kind">What it is about.</param>
/// <param name="Id">Which; null for services.</param>
/// <param name="Room">The room that is told of it.</param>
internal sealed record Topic(string Text, TopicKind Kind, Guid? Id, string Room)
{
    private const int LongestService = 64;

    /// <summary>Reads a topic; null where it is none.</summary>
    public static Topic? Find(string text)
    {
        var colon = text.IndexOf(':', StringComparison.Ordinal);
        if (colon < 0)
        {
            return null;
        }

        var value = text[(colon + 1)..];
        var id = Guid.TryParseExact(value, "D", out var parsed) ? parsed : (Guid?)null;
        return (text[..colon], id) switch
        {
            ("request", { } request) => new Topic(text, TopicKind.Request, request, SocketRooms.Request(request)),
            ("download", { } download) => new Topic(text, TopicKind.Download, download, SocketRooms.Download(download)),
            ("service", _) when value is { Length: > 0 and <= LongestService } => new Topic(text, TopicKind.Service, Id: null, SocketRooms.Service(value)),
            _ => null,
        };
    }

    /// <summary>Whether a room is one of a topic: those of users, roles and sessions are nothing that a client joins or leaves.</summary>
    public static bool IsRoom(string room) => Find(room) is not null;

    /// <summary>Whether what it is about is told in a namespace at all.</summary>
    public bool IsToldIn(string name) => Kind switch
    {
        TopicKind.Request => name is SocketNamespaces.Authenticated or SocketNamespaces.Media or SocketNamespaces.Admin,
        TopicKind.Download => name is SocketNamespaces.Authenticated or SocketNamespaces.Media,
        _ => true,
    };
}

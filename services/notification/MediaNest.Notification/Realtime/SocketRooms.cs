namespace MediaNest.Notification.Realtime;

/// <summary>Names of rooms. A socket is in those of its user, role and session from its connection on; topics it subscribes to.</summary>
internal static class SocketRooms
{
    public static string User(Guid userId) => $"user:{userId:D}";

    public static string Role(string role) => $"role:{role}";

    public static string Session(Guid sessionId) => $"session:{sessionId:D}";

    public static string Request(Guid requestId) => $"request:{requestId:D}";

    public static string Download(Guid downloadId) => $"download:{downloadId:D}";

    public static string Service(string name) => $"service:{name}";
}

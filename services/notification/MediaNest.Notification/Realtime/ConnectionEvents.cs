namespace MediaNest.Notification.Realtime;

/// <summary><c>connection:established</c>; the user is null for somebody who has not signed in.</summary>
internal sealed record ConnectionEstablished(string SocketId, DateTimeOffset ServerTime, SocketUser? User);

internal sealed record SocketUser(Guid Id, string Name, string Role);

/// <summary><c>session:revoked</c>.</summary>
internal sealed record RevokedSession(string Reason);

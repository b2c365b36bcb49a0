using System.Runtime.CompilerServices;
using MediaNest.ServiceDefaults.Identity;
using MediaNest.SocketIO;

namespace MediaNest.Notification.Realtime;

/// <summary>Whose socket it is. Not kept in the socket's items, which go to Redis for recovery and must not have the token.</summary>
/// <param name="UserId">The user.</param>
/// <param name="SessionId">The session that the token is bound to.</param>
/// <param name="Role">The role at the time of connection, whatever the token says; a socket is disconnected when it changes.</param>
/// <param name="Name">Name shown to people.</param>
/// <param name="Token">The access token, to call other services as the user.</param>
/// <param name="ExpiresAt">When the token ends, and the socket with it.</param>
internal sealed record SocketCaller(Guid UserId, Guid SessionId, string Role, string Name, string Token, DateTimeOffset ExpiresAt)
{
    private static readonly ConditionalWeakTable<Socket, SocketCaller> Callers = [];

    /// <summary>What alone the token is good for (<see cref="Scopes"/>); null for everything its user may do.</summary>
    public string? Scope { get; init; }

    public bool IsAdmin => Role == Roles.Admin;

    /// <summary>The socket's caller; null for an anonymous one on <c>/</c>.</summary>
    public static SocketCaller? Of(Socket socket) => Callers.TryGetValue(socket, out var caller) ? caller : null;

    /// <summary>Says whose socket it is; at every connection, a recovered one too.</summary>
    public void Attach(Socket socket)
    {
        Callers.AddOrUpdate(socket, this);
        socket.UserKey = UserId.ToString("D");
    }

    /// <summary>Never the token.</summary>
    public override string ToString() => $"{Role} {UserId:D}, session {SessionId:D}";
}

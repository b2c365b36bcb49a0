using System.Text.Json;

namespace MediaNest.SocketIO.Recovery;

/// <summary>What is kept of a socket for its return.</summary>
/// <param name="Pid">The secret the client shows.</param>
/// <param name="Sid">The socket's id.</param>
/// <param name="Rooms">The rooms it joined, without its own.</param>
/// <param name="Items">Those of its items that are JSON.</param>
/// <param name="UserKey">Whose it was: nobody else gets it.</param>
/// <param name="Start">Place in the log when it connected.</param>
internal sealed record SocketSession(
    string Pid,
    string Sid,
    string[] Rooms,
    IReadOnlyDictionary<string, JsonElement> Items,
    string? UserKey,
    string? Start);

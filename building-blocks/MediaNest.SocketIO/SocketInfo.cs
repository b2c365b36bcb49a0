using System.Text.Json;

namespace MediaNest.SocketIO;

/// <summary>A socket on any instance, as it was when asked for.</summary>
/// <param name="Id">The socket's id.</param>
/// <param name="Rooms">Its rooms, its id among them.</param>
/// <param name="UserKey">Its user, if middleware set one.</param>
/// <param name="Address">The client's address.</param>
/// <param name="ConnectedAt">When its connection came, UTC.</param>
/// <param name="Items">Those of its items that are JSON.</param>
public sealed record SocketInfo(
    string Id,
    IReadOnlyList<string> Rooms,
    string? UserKey,
    string? Address,
    DateTimeOffset ConnectedAt,
    IReadOnlyDictionary<string, JsonElement> Items);

namespace MediaNest.SocketIO.Rooms;

/// <summary>Who something is for: everyone in any of the rooms (everyone at all if there are none), but nobody in an excepted room.</summary>
/// <param name="Rooms">Rooms; a socket's id is a room of its own.</param>
/// <param name="Except">Rooms whose members are left out.</param>
internal sealed record Audience(string[] Rooms, string[] Except)
{
    public static readonly Audience Everyone = new([], []);

    /// <summary>Whether a socket with these rooms (its id among them) belongs to it.</summary>
    public bool Includes(IReadOnlyCollection<string> rooms) =>
        (Rooms.Length == 0 || Rooms.Any(rooms.Contains)) && !Except.Any(rooms.Contains);
}

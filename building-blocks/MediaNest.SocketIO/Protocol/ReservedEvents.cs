using System.Collections.Frozen;

namespace MediaNest.SocketIO.Protocol;

/// <summary>Names the protocol's libraries raise themselves; nobody may send them (the list of socket.io-parser 4).</summary>
internal static class ReservedEvents
{
    private static readonly FrozenSet<string> Names = FrozenSet.Create(
        StringComparer.Ordinal, "connect", "connect_error", "disconnect", "disconnecting", "newListener", "removeListener");

    public static bool Contains(string name) => Names.Contains(name);

    public static void ThrowIfReserved(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        if (Contains(name))
        {
            throw new ArgumentException($"'{name}' is an event of the protocol itself and cannot be sent or handled.", nameof(name));
        }
    }
}

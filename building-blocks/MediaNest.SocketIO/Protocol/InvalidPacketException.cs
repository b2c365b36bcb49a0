namespace MediaNest.SocketIO.Protocol;

/// <summary>What was received is not a packet: the connection it came on is closed.</summary>
internal sealed class InvalidPacketException(string message) : Exception(message);

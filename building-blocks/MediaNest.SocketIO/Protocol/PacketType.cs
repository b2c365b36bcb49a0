namespace MediaNest.SocketIO.Protocol;

/// <summary>The types of Socket.IO protocol 5, by their number on the wire.</summary>
internal enum PacketType
{
    Connect = 0,
    Disconnect = 1,
    Event = 2,
    Ack = 3,
    ConnectError = 4,
    BinaryEvent = 5,
    BinaryAck = 6,
}

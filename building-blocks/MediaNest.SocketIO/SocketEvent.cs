using System.Text.Json;
using MediaNest.SocketIO.Protocol;

namespace MediaNest.SocketIO;

/// <summary>An event a client sent.</summary>
public sealed class SocketEvent
{
    private readonly Socket _socket;
    private readonly long? _id;
    private int _acknowledged;

    internal SocketEvent(Socket socket, Packet packet)
    {
        _socket = socket;
        _id = packet.Id;
        var data = packet.Data!.Value;
        Name = data[0].ValueKind == JsonValueKind.String ? data[0].GetString()! : data[0].GetRawText();
        Arguments = [.. data.EnumerateArray().Skip(1).Select(argument => new SocketValue(argument, packet.Attachments, socket.Namespace.Json))];
    }

    /// <summary>The event's name.</summary>
    public string Name { get; }

    /// <summary>What was sent with it, without the name.</summary>
    public IReadOnlyList<SocketValue> Arguments { get; }

    /// <summary>Whether the client waits for an acknowledgement.</summary>
    public bool WantsAck => _id is not null;

    /// <summary>Whether <see cref="Ack"/> was called.</summary>
    public bool IsAcknowledged => Volatile.Read(ref _acknowledged) == 1;

    /// <summary>Reads an argument.</summary>
    /// <typeparam name="T">What is expected.</typeparam>
    /// <param name="index">From 0.</param>
    /// <exception cref="JsonException">There is no such argument, or it has another shape.</exception>
    public T? Read<T>(int index) => index >= 0 && index < Arguments.Count
        ? Arguments[index].Read<T>()
        : throw new JsonException($"The event has {Arguments.Count} arguments, not {index + 1}.");

    /// <summary>Acknowledges the event. Does nothing if the client does not wait for it or has its answer already.</summary>
    /// <param name="arguments">What the client's callback gets.</param>
    /// <returns>Whether it was sent.</returns>
    public bool Ack(params object?[] arguments)
    {
        ArgumentNullException.ThrowIfNull(arguments);
        return _id is { } id && Interlocked.Exchange(ref _acknowledged, 1) == 0
            && _socket.Send(PacketWriter.Ack(_socket.Namespace.Name, id, arguments, _socket.Namespace.Json), isVolatile: false);
    }
}

namespace MediaNest.SocketIO.Protocol;

/// <summary>Joins the text part of a packet with the binary messages that follow it. One a connection.</summary>
internal sealed class PacketAssembler(int maxAttachments, int maxBytes)
{
    private Packet? _waiting;
    private int _bytes;
    private List<ReadOnlyMemory<byte>>? _attachments;

    /// <summary>Takes a text message.</summary>
    /// <returns>The packet, or null if attachments are still to come.</returns>
    /// <exception cref="InvalidPacketException">It is not a packet, is too large, or comes where an attachment is due.</exception>
    public Packet? Text(ReadOnlySpan<byte> text)
    {
        if (_waiting is not null)
        {
            throw new InvalidPacketException("text where an attachment is due");
        }

        _bytes = Checked(text.Length);
        var packet = PacketReader.Read(text, maxAttachments) with { Bytes = _bytes };
        if (packet.AttachmentCount == 0)
        {
            return packet;
        }

        if (!Placeholder.AllIn(packet.Data!.Value, packet.AttachmentCount))
        {
            throw new InvalidPacketException("illegal attachments");
        }

        _waiting = packet;
        _attachments = new List<ReadOnlyMemory<byte>>(packet.AttachmentCount);
        return null;
    }

    /// <summary>Takes a binary message.</summary>
    /// <returns>The packet this was the last attachment of, or null if more are to come.</returns>
    /// <exception cref="InvalidPacketException">No attachment is due, or the packet becomes too large with it.</exception>
    public Packet? Binary(ReadOnlySpan<byte> data)
    {
        if (_waiting is not { } packet)
        {
            throw new InvalidPacketException("an attachment nobody waits for");
        }

        _bytes = Checked(_bytes + (long)data.Length);
        _attachments!.Add(data.ToArray());
        if (_attachments.Count < packet.AttachmentCount)
        {
            return null;
        }

        var complete = packet with
        {
            Type = packet.Type == PacketType.BinaryEvent ? PacketType.Event : PacketType.Ack,
            Attachments = _attachments,
            Bytes = _bytes,
        };
        _waiting = null;
        _attachments = null;
        return complete;
    }

    private int Checked(long bytes) => bytes <= maxBytes ? (int)bytes : throw new InvalidPacketException("packet too large");
}

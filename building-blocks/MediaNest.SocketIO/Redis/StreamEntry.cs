using System.Text;
using MediaNest.SocketIO.Engine;
using MediaNest.SocketIO.Rooms;

namespace MediaNest.SocketIO.Redis;

/// <summary>What one instance tells the others: an event or a command, and for whom.</summary>
/// <param name="Origin">The instance.</param>
/// <param name="Number">Its own count.</param>
/// <param name="Audience">For whom.</param>
/// <param name="Frames">The event; empty for a command.</param>
/// <param name="Command">The command; null for an event.</param>
internal sealed record StreamEntry(string Origin, long Number, Audience Audience, Frame[] Frames, SocketCommand? Command)
{
    private const byte Version = 1;
    private const int NoCommand = -1;

    public byte[] ToBytes()
    {
        using var bytes = new MemoryStream();
        using var writer = new BinaryWriter(bytes, Encoding.UTF8);
        writer.Write(Version);
        writer.Write(Origin);
        writer.Write(Number);
        Write(writer, Audience.Rooms);
        Write(writer, Audience.Except);
        writer.Write(Command is null ? NoCommand : (int)Command.Kind);
        Write(writer, Command?.Rooms ?? []);
        writer.Write(Frames.Length);
        foreach (var frame in Frames)
        {
            writer.Write(frame.IsBinary);
            writer.Write(frame.Payload.Length);
            writer.Write(frame.Payload.Span);
        }

        writer.Flush();
        return bytes.ToArray();
    }

    /// <summary>Reads what <see cref="ToBytes"/> wrote.</summary>
    /// <exception cref="InvalidDataException">It is of another version.</exception>
    /// <exception cref="EndOfStreamException">It is cut off.</exception>
    public static StreamEntry Read(byte[] bytes)
    {
        using var reader = new BinaryReader(new MemoryStream(bytes), Encoding.UTF8);
        if (reader.ReadByte() != Version)
        {
            throw new InvalidDataException("The entry is of another version.");
        }

        var origin = reader.ReadString();
        var number = reader.ReadInt64();
        var audience = new Audience(ReadStrings(reader), ReadStrings(reader));
        var kind = reader.ReadInt32();
        var rooms = ReadStrings(reader);
        var frames = new Frame[reader.ReadInt32()];
        for (var i = 0; i < frames.Length; i++)
        {
            var isBinary = reader.ReadBoolean();
            frames[i] = new Frame(reader.ReadBytes(reader.ReadInt32()), isBinary);
        }

        return new StreamEntry(origin, number, audience, frames, kind == NoCommand ? null : new SocketCommand((SocketCommandKind)kind, rooms) { Farewell = frames });
    }

    private static void Write(BinaryWriter writer, string[] values)
    {
        writer.Write(values.Length);
        foreach (var value in values)
        {
            writer.Write(value);
        }
    }

    private static string[] ReadStrings(BinaryReader reader)
    {
        var values = new string[reader.ReadInt32()];
        for (var i = 0; i < values.Length; i++)
        {
            values[i] = reader.ReadString();
        }

        return values;
    }
}

using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace MediaNest.SocketIO.Protocol;

/// <summary>Reads the text part of a packet: <c>type[attachments-][/namespace,][id][json]</c>. Stricter than the JavaScript server where that one guesses.</summary>
internal static class PacketReader
{
    private const int LongestNamespace = 256;
    private const long LargestId = 1L << 53; // JavaScript's largest safe integer, and one
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <summary>Reads the whole text.</summary>
    /// <exception cref="InvalidPacketException">It is not a packet.</exception>
    public static Packet Read(ReadOnlySpan<byte> text, int maxAttachments)
    {
        if (text.IsEmpty || text[0] is < (byte)'0' or > (byte)'6')
        {
            throw new InvalidPacketException("unknown packet type");
        }

        var type = (PacketType)(text[0] - '0');
        var rest = text[1..];
        var attachments = type is PacketType.BinaryEvent or PacketType.BinaryAck ? ReadAttachments(ref rest, maxAttachments) : 0;
        var name = ReadNamespace(ref rest);
        var id = ReadId(ref rest);
        JsonElement? data = rest.IsEmpty ? null : ReadPayload(rest);
        Check(type, id, data);
        return new Packet(type, name, id, data, attachments);
    }

    private static int ReadAttachments(ref ReadOnlySpan<byte> rest, int max)
    {
        var digits = DigitsAt(rest);
        if (digits is 0 or > 9 || digits >= rest.Length || rest[digits] != '-' || !Utf8Parser.TryParse(rest[..digits], out int count, out _) || count == 0)
        {
            throw new InvalidPacketException("illegal attachments");
        }

        if (count > max)
        {
            throw new InvalidPacketException("too many attachments");
        }

        rest = rest[(digits + 1)..];
        return count;
    }

    private static string ReadNamespace(ref ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty || rest[0] != '/')
        {
            return "/";
        }

        var end = rest.IndexOf((byte)',');
        var name = end < 0 ? rest : rest[..end];
        if (name.Length > LongestNamespace)
        {
            throw new InvalidPacketException("namespace too long");
        }

        rest = end < 0 ? [] : rest[(end + 1)..];
        try
        {
            return StrictUtf8.GetString(name);
        }
        catch (DecoderFallbackException)
        {
            throw new InvalidPacketException("namespace is not UTF-8");
        }
    }

    private static long? ReadId(ref ReadOnlySpan<byte> rest)
    {
        var digits = DigitsAt(rest);
        if (digits == 0)
        {
            return null;
        }

        if (digits > 16 || !Utf8Parser.TryParse(rest[..digits], out long id, out _) || id >= LargestId)
        {
            throw new InvalidPacketException("illegal id");
        }

        rest = rest[digits..];
        return id;
    }

    private static JsonElement ReadPayload(ReadOnlySpan<byte> json)
    {
        try
        {
            return JsonElement.Parse(json);
        }
        catch (JsonException)
        {
            throw new InvalidPacketException("payload is not JSON");
        }
    }

    private static void Check(PacketType type, long? id, JsonElement? data)
    {
        var valid = type switch
        {
            PacketType.Connect => id is null && data is null or { ValueKind: JsonValueKind.Object },
            PacketType.Disconnect => id is null && data is null,
            PacketType.Event or PacketType.BinaryEvent => data is { ValueKind: JsonValueKind.Array } array && IsEvent(array),
            PacketType.Ack or PacketType.BinaryAck => id is not null && data is { ValueKind: JsonValueKind.Array },
            _ => false, // only a server sends CONNECT_ERROR
        };
        if (!valid)
        {
            throw new InvalidPacketException("invalid payload");
        }
    }

    private static bool IsEvent(JsonElement array) => array.GetArrayLength() > 0 && array[0].ValueKind switch
    {
        JsonValueKind.String => IsText(array[0], out var name) && !ReservedEvents.Contains(name),
        JsonValueKind.Number => true,
        _ => false,
    };

    // an escaped half of a surrogate pair is JSON, but no string
    private static bool IsText(JsonElement value, out string text)
    {
        try
        {
            text = value.GetString()!;
            return true;
        }
        catch (InvalidOperationException)
        {
            text = "";
            return false;
        }
    }

    private static int DigitsAt(ReadOnlySpan<byte> text)
    {
        var end = text.IndexOfAnyExceptInRange((byte)'0', (byte)'9');
        return end < 0 ? text.Length : end;
    }
}

using System.Globalization;

namespace MediaNest.SocketIO.Redis;

/// <summary>An id of a Redis stream: time and number.</summary>
internal readonly record struct StreamPosition(ulong Time, ulong Number)
{
    public static StreamPosition? Parse(string? text)
    {
        var dash = text?.IndexOf('-', StringComparison.Ordinal) ?? -1;
        return dash > 0
            && ulong.TryParse(text.AsSpan(0, dash), NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            && ulong.TryParse(text.AsSpan(dash + 1), NumberStyles.None, CultureInfo.InvariantCulture, out var number)
            ? new StreamPosition(time, number)
            : null;
    }

    public int OrderTo(StreamPosition other) => Time == other.Time ? Number.CompareTo(other.Number) : Time.CompareTo(other.Time);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Time}-{Number}");
}

using MediaNest.Benchmarks.Load;

namespace MediaNest.Benchmarks.Sockets;

/// <summary>What a round of one server came to.</summary>
/// <param name="OpeningSeconds">Until all connections were open and in the namespace.</param>
/// <param name="OpeningProcessorTime">What the server used for one of them.</param>
/// <param name="Resident">Bytes of RSS for an idle connection.</param>
/// <param name="Proportional">Bytes of PSS for an idle connection.</param>
/// <param name="Managed">Bytes of the garbage-collected heap for an idle connection.</param>
/// <param name="Broadcast">Times of a broadcast.</param>
/// <param name="BroadcastProcessorTime">What the server used for a broadcast to all.</param>
/// <param name="Acks">Acknowledged events.</param>
/// <param name="AckProcessorTime">What the server used for one.</param>
internal sealed record SocketRound(
    double OpeningSeconds,
    TimeSpan OpeningProcessorTime,
    double Resident,
    double Proportional,
    double Managed,
    Spread Broadcast,
    TimeSpan BroadcastProcessorTime,
    LoadResult Acks,
    TimeSpan AckProcessorTime);

/// <summary>When the first, the median, the 99th of a hundred and the last client had a broadcast, milliseconds since its sending.</summary>
internal sealed record Spread(double First, double Median, double P99, double Last)
{
    public static Spread Of(IEnumerable<long> nanoseconds)
    {
        var sorted = nanoseconds.Order().ToArray();
        return new Spread(At(0), At(sorted.Length / 2), At((int)(sorted.Length * 0.99)), At(sorted.Length - 1));

        double At(int index) => sorted[index] / 1e6;
    }

    /// <summary>The median of each.</summary>
    public static Spread Middle(IReadOnlyList<Spread> spreads) => new(
        Middle(spreads, spread => spread.First),
        Middle(spreads, spread => spread.Median),
        Middle(spreads, spread => spread.P99),
        Middle(spreads, spread => spread.Last));

    private static double Middle(IReadOnlyList<Spread> spreads, Func<Spread, double> value) => spreads.Select(value).Order().ElementAt(spreads.Count / 2);
}

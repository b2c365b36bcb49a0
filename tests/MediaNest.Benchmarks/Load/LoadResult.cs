namespace MediaNest.Benchmarks.Load;

/// <summary>What one round came to.</summary>
/// <param name="Rate">Answers a second.</param>
/// <param name="Median">Half of the answers came within this time.</param>
/// <param name="P99">99 of 100 came within this time.</param>
internal sealed record LoadResult(double Rate, TimeSpan Median, TimeSpan P99)
{
    public static LoadResult Of(IReadOnlyList<List<long>> ticksOfConnections, TimeSpan elapsed)
    {
        var ticks = ticksOfConnections.SelectMany(each => each).ToArray();
        Array.Sort(ticks);
        return new LoadResult(ticks.Length / elapsed.TotalSeconds, At(0.5), At(0.99));

        TimeSpan At(double share) => TimeSpan.FromTicks(ticks[Math.Min((int)(ticks.Length * share), ticks.Length - 1)]);
    }
}

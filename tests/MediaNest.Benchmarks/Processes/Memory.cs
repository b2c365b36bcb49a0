using System.Globalization;

namespace MediaNest.Benchmarks.Processes;

/// <summary>What a process takes of the machine's memory, bytes.</summary>
/// <param name="Resident">All of its pages that are in memory (RSS).</param>
/// <param name="Proportional">The same with shared pages divided among those who share them (PSS).</param>
internal sealed record Memory(long Resident, long Proportional)
{
    public static Memory Of(int process)
    {
        var lines = File.ReadAllLines(string.Create(CultureInfo.InvariantCulture, $"/proc/{process}/smaps_rollup"));
        return new Memory(Value("Rss:"), Value("Pss:"));

        long Value(string name)
        {
            var line = lines.First(line => line.StartsWith(name, StringComparison.Ordinal));
            return long.Parse(line[name.Length..^2].Trim(), CultureInfo.InvariantCulture) * 1024;
        }
    }
}

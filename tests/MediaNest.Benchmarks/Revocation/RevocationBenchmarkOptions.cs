using System.Globalization;

namespace MediaNest.Benchmarks.Revocation;

/// <summary>How often sessions are ended.</summary>
/// <param name="Rounds">Sessions that are ended in each of the ways.</param>
internal sealed record RevocationBenchmarkOptions(int Rounds = 50)
{
    public const string Usage = """
        dotnet run -c Release --project tests/MediaNest.Benchmarks -- revocation [--rounds 50]

        Starts the whole of MediaNest, signs people out and suspends them, and prints how long it takes from the answer to the end of their sockets behind the gateway.
        """;

    public static RevocationBenchmarkOptions Parse(string[] arguments) => arguments switch
    {
        [] => new RevocationBenchmarkOptions(),
        ["--rounds", var rounds] => new RevocationBenchmarkOptions(int.Parse(rounds, NumberStyles.None, CultureInfo.InvariantCulture)),
        _ => throw new ArgumentException($"Unknown options.\n{Usage}", nameof(arguments)),
    };
}

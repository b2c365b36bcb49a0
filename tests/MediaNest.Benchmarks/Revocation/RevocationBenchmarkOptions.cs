namespace MediaNest.Benchmarks.Revocation;

/// <summary>How often sessions are ended.</summary>
/// <param name="Rounds">Sessions that are ended in each of the ways.</param>
/// <param name="Replicas">Replicas of the notification service, over which the gateway spreads the sockets.</param>
internal sealed record RevocationBenchmarkOptions(int Rounds = 50, int Replicas = 2)
{
    public const string Usage = """
        dotnet run -c Release --project tests/MediaNest.Benchmarks -- revocation [--rounds 50] [--replicas 2]

        Starts the whole of MediaNest, signs people out and suspends them, and prints how long it takes from the answer to the end of their sockets behind the gateway.
        """;

    public static RevocationBenchmarkOptions Parse(string[] arguments) => BenchmarkArguments.Parse(arguments, new RevocationBenchmarkOptions(), Usage, (options, name, value) => name switch
    {
        "--rounds" => options with { Rounds = BenchmarkArguments.Number(value) },
        "--replicas" => options with { Replicas = BenchmarkArguments.Number(value) },
        _ => null,
    });
}

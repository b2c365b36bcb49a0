namespace MediaNest.Benchmarks.Gateway;

/// <summary>How hard and how long the two proxies are loaded.</summary>
/// <param name="Connections">Connections of the client, each with one request under way.</param>
/// <param name="Rounds">Rounds for each proxy, in turn; the median counts.</param>
/// <param name="Seconds">Length of a round.</param>
/// <param name="WarmUpSeconds">Length of the warm-up of each proxy, not counted: long enough for the second tier of the JIT.</param>
internal sealed record GatewayBenchmarkOptions(int Connections = 32, int Rounds = 5, int Seconds = 6, int WarmUpSeconds = 10)
{
    public const string Usage = """
        dotnet run -c Release --project tests/MediaNest.Benchmarks -- gateway [--connections 32] [--rounds 5] [--seconds 6] [--warm-up 10]

        Loads bare YARP and MediaNest.Gateway, both in front of the same upstream, in turn, and prints rates, latencies and their ratio.
        """;

    public static GatewayBenchmarkOptions Parse(string[] arguments) => BenchmarkArguments.Parse(arguments, new GatewayBenchmarkOptions(), Usage, (options, name, value) => name switch
    {
        "--connections" => options with { Connections = BenchmarkArguments.Number(value) },
        "--rounds" => options with { Rounds = BenchmarkArguments.Number(value) },
        "--seconds" => options with { Seconds = BenchmarkArguments.Number(value) },
        "--warm-up" => options with { WarmUpSeconds = BenchmarkArguments.Number(value) },
        _ => null,
    });
}

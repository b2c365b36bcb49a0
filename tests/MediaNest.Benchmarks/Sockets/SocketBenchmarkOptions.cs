namespace MediaNest.Benchmarks.Sockets;

/// <summary>What the Socket.IO servers are to bear.</summary>
/// <param name="Connections">WebSockets held by each server.</param>
/// <param name="Rounds">Rounds for each server, in turn, each with a fresh process; the median counts.</param>
/// <param name="Broadcasts">Broadcasts to all in a round that count; a third as many go before them.</param>
/// <param name="Asking">Connections that have one acknowledged event under way.</param>
/// <param name="Seconds">How long they go on asking.</param>
internal sealed record SocketBenchmarkOptions(int Connections = 10_000, int Rounds = 3, int Broadcasts = 15, int Asking = 32, int Seconds = 5)
{
    public const string Usage = """
        dotnet run -c Release --project tests/MediaNest.Benchmarks -- sockets [--connections 10000] [--rounds 3] [--broadcasts 15] [--asking 32] [--seconds 5] [--only NAME,…]

        Holds so many WebSockets at the JavaScript Socket.IO server (node) and at MediaNest.SocketIO alone (medianest), with Redis (redis) and as two instances
        with Redis (replicas), in turn, and prints memory, broadcast times, rates of acknowledged events and processor time.
        """;

    private static readonly string[] All = ["node", "medianest", "redis", "replicas"];

    /// <summary>Which servers.</summary>
    public IReadOnlyList<string> Only { get; init; } = All;

    public static SocketBenchmarkOptions Parse(string[] arguments) => BenchmarkArguments.Parse(arguments, new SocketBenchmarkOptions(), Usage, (options, name, value) => name switch
    {
        "--connections" => options with { Connections = BenchmarkArguments.Number(value) },
        "--rounds" => options with { Rounds = BenchmarkArguments.Number(value) },
        "--broadcasts" => options with { Broadcasts = BenchmarkArguments.Number(value) },
        "--asking" => options with { Asking = BenchmarkArguments.Number(value) },
        "--seconds" => options with { Seconds = BenchmarkArguments.Number(value) },
        "--only" => options with { Only = [.. All.Intersect(value.Split(','), StringComparer.Ordinal)] },
        _ => null,
    });
}

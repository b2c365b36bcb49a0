using System.Globalization;

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

    public static SocketBenchmarkOptions Parse(string[] arguments)
    {
        var options = new SocketBenchmarkOptions();
        for (var i = 0; i + 1 < arguments.Length; i += 2)
        {
            options = arguments[i] switch
            {
                "--connections" => options with { Connections = Number(arguments[i + 1]) },
                "--rounds" => options with { Rounds = Number(arguments[i + 1]) },
                "--broadcasts" => options with { Broadcasts = Number(arguments[i + 1]) },
                "--asking" => options with { Asking = Number(arguments[i + 1]) },
                "--seconds" => options with { Seconds = Number(arguments[i + 1]) },
                "--only" => options with { Only = [.. All.Intersect(arguments[i + 1].Split(','), StringComparer.Ordinal)] },
                _ => throw new ArgumentException($"Unknown option {arguments[i]}.\n{Usage}", nameof(arguments)),
            };
        }

        return options;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);
}

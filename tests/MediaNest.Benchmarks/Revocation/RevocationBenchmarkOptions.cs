using System.Globalization;

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

    public static RevocationBenchmarkOptions Parse(string[] arguments)
    {
        var options = new RevocationBenchmarkOptions();
        for (var i = 0; i + 1 < arguments.Length; i += 2)
        {
            var value = int.Parse(arguments[i + 1], NumberStyles.None, CultureInfo.InvariantCulture);
            options = arguments[i] switch
            {
                "--rounds" => options with { Rounds = value },
                "--replicas" => options with { Replicas = value },
                _ => throw new ArgumentException($"Unknown option {arguments[i]}.\n{Usage}", nameof(arguments)),
            };
        }

        return options;
    }
}

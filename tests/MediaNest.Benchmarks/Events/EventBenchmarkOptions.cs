namespace MediaNest.Benchmarks.Events;

/// <summary>How hard and how long MediaNest is asked for titles.</summary>
/// <param name="Rate">Requests a second, begun by the clock whether or not those before have been answered.</param>
/// <param name="Changes">How many of them change something, a second; the others read.</param>
/// <param name="Users">Users who ask, each with a socket of its own through the gateway.</param>
/// <param name="Seconds">How long it counts.</param>
/// <param name="WarmUpSeconds">How long before that it does not: long enough for the second tier of the JIT.</param>
internal sealed record EventBenchmarkOptions(int Rate = 200, int Changes = 40, int Users = 20, int Seconds = 30, int WarmUpSeconds = 90)
{
    public const string Usage = """
        dotnet run -c Release --project tests/MediaNest.Benchmarks -- events [--rate 200] [--changes 40] [--users 20] [--seconds 30] [--warm-up 90]

        Starts the whole of MediaNest, asks for titles and cancels again, looks at requests in between, and prints how long it takes from the change in media to the callback of its owner's
        socket and of an administrator's, both through the gateway.
        """;

    public static EventBenchmarkOptions Parse(string[] arguments) => BenchmarkArguments.Parse(arguments, new EventBenchmarkOptions(), Usage, (options, name, value) => name switch
    {
        "--rate" => options with { Rate = BenchmarkArguments.Number(value) },
        "--changes" => options with { Changes = BenchmarkArguments.Number(value) },
        "--users" => options with { Users = BenchmarkArguments.Number(value) },
        "--seconds" => options with { Seconds = BenchmarkArguments.Number(value) },
        "--warm-up" => options with { WarmUpSeconds = BenchmarkArguments.Number(value) },
        _ => null,
    });
}

using System.Globalization;
using MediaNest.Benchmarks.Load;
using MediaNest.Benchmarks.Processes;
using MediaNest.Testing;

namespace MediaNest.Benchmarks.Sockets;

/// <summary>
/// MediaNest.SocketIO beside the JavaScript Socket.IO server: memory of an idle connection, broadcasts to all, acknowledged events. Servers and clients are
/// processes of their own; a round of the one follows a round of the other, so that all see the same machine.
/// </summary>
internal static class SocketBenchmark
{
    private const int FilesBeside = 1_000;

    public static async Task<int> RunAsync(SocketBenchmarkOptions options)
    {
        await OpenFiles.AllowAsync(options.Connections + FilesBeside);
        await using var redis = await PrivateServers.StartRedisAsync();
        using var node = await NodePackage.InstallAsync();
        var subjects = new Dictionary<string, Func<Task<SocketSubject>>>(StringComparer.Ordinal)
        {
            ["node"] = () => SocketSubject.StartAsync(options.Connections, 1, node.StartServerAsync),
            ["medianest"] = () => SocketSubject.StartAsync(options.Connections, 1, () => StartAsync("")),
            ["redis"] = () => SocketSubject.StartAsync(options.Connections, 1, () => StartAsync(redis.ConnectionString)),
            ["replicas"] = () => SocketSubject.StartAsync(options.Connections, 2, () => StartAsync(redis.ConnectionString)),
        };
        Console.WriteLine($"{Environment.ProcessorCount} processors shared by servers, clients and Redis; load average before: {LoadAverage()}");
        Console.WriteLine($"{options.Connections} WebSockets, {options.Rounds} rounds in turn, each with fresh processes; {options.Broadcasts} broadcasts a round; {options.Asking} connections ask for {options.Seconds} s");
        var rounds = options.Only.ToDictionary(name => name, _ => new List<SocketRound>(), StringComparer.Ordinal);
        for (var round = 1; round <= options.Rounds; round++)
        {
            foreach (var name in options.Only)
            {
                await using var subject = await subjects[name]();
                rounds[name].Add(await subject.MeasureAsync(options));
                Console.WriteLine($"round {round}, {name,-9} {Line(rounds[name][^1])}");
            }
        }

        Console.WriteLine($"load average after: {LoadAverage()}");
        Console.WriteLine();
        PrintTable(options.Only, [.. options.Only.Select(name => Median(rounds[name]))]);
        return 0;
    }

    private static Task<ServerProcess> StartAsync(string redis) => ServerProcess.StartRoleAsync(port => ["socket-server", port.ToString(CultureInfo.InvariantCulture), redis, "0"]);

    private static string Line(SocketRound round) => string.Create(
        CultureInfo.InvariantCulture,
        $"{round.Resident / 1000:F1} kB a connection, broadcast p50 {round.Broadcast.Median:F0} ms, last {round.Broadcast.Last:F0} ms, {round.Acks.Rate:F0} acks/s");

    private static void PrintTable(IReadOnlyList<string> names, IReadOnlyList<SocketRound> rounds)
    {
        Console.WriteLine($"| median of the rounds | {string.Join(" | ", names)} |");
        Console.WriteLine($"| --- |{string.Concat(names.Select(_ => " ---: |"))}");
        Row("all connected, s", "F1", round => round.OpeningSeconds);
        Row("processor time of the server a connection, µs", "F0", round => round.OpeningProcessorTime.TotalMicroseconds);
        Row("RSS of an idle connection, bytes", "F0", round => round.Resident);
        Row("PSS of an idle connection, bytes", "F0", round => round.Proportional);
        Row("managed heap of an idle connection, bytes", "F0", round => round.Managed);
        Row("broadcast at the first client, ms", "F1", round => round.Broadcast.First);
        Row("broadcast at the median client, ms", "F1", round => round.Broadcast.Median);
        Row("broadcast at the 99th of 100, ms", "F1", round => round.Broadcast.P99);
        Row("broadcast at the last client, ms", "F1", round => round.Broadcast.Last);
        Row("processor time of the server a broadcast, ms", "F1", round => round.BroadcastProcessorTime.TotalMilliseconds);
        Row("acknowledged events a second", "F0", round => round.Acks.Rate);
        Row("acknowledgement p50, ms", "F2", round => round.Acks.Median.TotalMilliseconds);
        Row("acknowledgement p99, ms", "F2", round => round.Acks.P99.TotalMilliseconds);
        Row("processor time of the server an acknowledged event, µs", "F1", round => round.AckProcessorTime.TotalMicroseconds);

        void Row(string what, string format, Func<SocketRound, double> value) => Console.WriteLine(
            $"| {what} | {string.Join(" | ", rounds.Select(round => value(round).ToString(format, CultureInfo.InvariantCulture)))} |");
    }

    private static SocketRound Median(List<SocketRound> rounds) => new(
        Middle(rounds, round => round.OpeningSeconds),
        Middle(rounds, round => round.OpeningProcessorTime),
        Middle(rounds, round => round.Resident),
        Middle(rounds, round => round.Proportional),
        Middle(rounds, round => round.Managed),
        Spread.Middle([.. rounds.Select(round => round.Broadcast)]),
        Middle(rounds, round => round.BroadcastProcessorTime),
        new LoadResult(Middle(rounds, round => round.Acks.Rate), Middle(rounds, round => round.Acks.Median), Middle(rounds, round => round.Acks.P99)),
        Middle(rounds, round => round.AckProcessorTime));

    private static T Middle<T>(List<SocketRound> rounds, Func<SocketRound, T> value) => rounds.Select(value).Order().ElementAt(rounds.Count / 2);

    private static string LoadAverage() => File.ReadAllText("/proc/loadavg").Trim();
}

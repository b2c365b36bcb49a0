using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json;
using MediaNest.Testing;

namespace MediaNest.Benchmarks.Events;

/// <summary>
/// How long it takes until clients know: from the time by which media dates a change, just before it saves it, to the callback of a socket behind the gateway.
/// In between are the commit, the outbox, RabbitMQ, the notification service with its own database, Redis, and the gateway. All clocks are one.
/// </summary>
internal static class EventBenchmark
{
    private const string OwnersNamespace = "/authenticated";
    private const string AdminNamespace = "/admin";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    public static async Task<int> RunAsync(EventBenchmarkOptions options)
    {
        Console.WriteLine($"{Environment.ProcessorCount} processors shared by MediaNest (gateway, six services, PostgreSQL, RabbitMQ, Redis), simulators and clients; load average before: {LoadAverage()}");
        await using var mediaNest = await MediaNestProcess.StartAsync();
        var told = new ConcurrentQueue<Told>();
        var admin = await mediaNest.SignInAdminAsync();
        var titles = await FindTitlesAsync(mediaNest, admin, Math.Max(options.Changes, options.Users));
        using var adminSocket = await EventSocket.OpenAsync(mediaNest.GatewayPort, AdminNamespace, admin, told.Enqueue);
        var sockets = new List<EventSocket>();
        var users = new List<string>();
        for (var i = 0; i < options.Users; i++)
        {
            users.Add(await mediaNest.SignInAsync(string.Create(CultureInfo.InvariantCulture, $"user{i}")));
            sockets.Add(await EventSocket.OpenAsync(mediaNest.GatewayPort, OwnersNamespace, users[i], told.Enqueue));
        }

        var asker = new Asker(mediaNest, [.. titles.Select((title, i) => new AskedTitle(title, users[i % users.Count]))]);
        Console.WriteLine($"{options.Rate} requests/s, {options.Changes} of them changes, of {options.Users} users for {titles.Count} titles; warm-up {options.WarmUpSeconds} s, then {options.Seconds} s");
        await asker.RunAsync(options.Rate, options.Changes, TimeSpan.FromSeconds(options.WarmUpSeconds));
        await AllToldAsync(asker, told);
        told.Clear();
        asker.Clear();

        var elapsed = await asker.RunAsync(options.Rate, options.Changes, TimeSpan.FromSeconds(options.Seconds));
        await AllToldAsync(asker, told);
        Console.WriteLine($"load average after: {LoadAverage()}");
        Print(asker, [.. told], elapsed);
        foreach (var socket in sockets)
        {
            socket.Dispose();
        }

        return 0;
    }

    /// <summary>Titles nobody has.</summary>
    private static async Task<IReadOnlyList<AskedFor>> FindTitlesAsync(MediaNestProcess mediaNest, string token, int count)
    {
        var titles = new HashSet<AskedFor>();
        foreach (var query in (string[])["the", "a", "e", "i", "o", "u", "s", "n", "r", "t"])
        {
            for (var page = 1; page <= 10 && titles.Count < count; page++)
            {
                var found = await MediaNestProcess.DataAsync(await mediaNest.SendAsync(HttpMethod.Get, $"/api/v1/media/search?query={query}&type=movie&page={page}", token));
                var results = found.GetProperty("results").EnumerateArray().ToArray();
                titles.UnionWith(results.Where(IsFree).Select(result => new AskedFor(result.GetProperty("id").GetString()!, "movie")));
                if (results.Length == 0)
                {
                    break;
                }
            }
        }

        return [.. titles.Take(count)];
    }

    private static bool IsFree(JsonElement title) =>
        !title.GetProperty("availability").GetProperty("plex").GetBoolean() && !title.GetProperty("availability").GetProperty("requested").GetBoolean();

    /// <summary>Everyone has been told, or will not be.</summary>
    private static async Task AllToldAsync(Asker asker, ConcurrentQueue<Told> told)
    {
        try
        {
            await Eventually.Async(() => told.Count >= asker.Changes * 2, Patience, "everybody has been told");
        }
        catch (TimeoutException)
        {
            Console.WriteLine("not everybody was told in time");
        }
    }

    private static void Print(Asker asker, Told[] told, TimeSpan elapsed)
    {
        Console.WriteLine();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture, $"{asker.Changes / elapsed.TotalSeconds:F0} changes/s, {asker.Refusals} requests refused, answered in p50 {At(asker.Answers, 0.5):F1} ms, p99 {At(asker.Answers, 0.99):F1} ms"));
        Console.WriteLine("| from media's change to the callback, ms | told | p50 | p95 | p99 | longest |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: | ---: |");
        foreach (var (name, who) in ((string, string)[])[(OwnersNamespace, "owner's socket"), (AdminNamespace, "administrator's socket")])
        {
            TimeSpan[] latencies = [.. told.Where(each => each.Namespace == name).Select(each => each.Latency)];
            if (latencies.Length > 0)
            {
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"| {who} | {latencies.Length} of {asker.Changes} | {At(latencies, 0.5):F1} | {At(latencies, 0.95):F1} | {At(latencies, 0.99):F1} | {At(latencies, 1):F1} |"));
            }
        }
    }

    private static double At(IReadOnlyCollection<TimeSpan> times, double share) => times.Count == 0
        ? double.NaN
        : times.Order().ElementAt(Math.Min((int)(times.Count * share), times.Count - 1)).TotalMilliseconds;

    private static string LoadAverage() => File.ReadAllText("/proc/loadavg").Trim();
}

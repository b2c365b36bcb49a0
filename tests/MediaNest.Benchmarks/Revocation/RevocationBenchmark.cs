using System.Diagnostics;
using System.Globalization;
using MediaNest.Benchmarks.Events;

namespace MediaNest.Benchmarks.Revocation;

/// <summary>
/// How long somebody who may no longer be there stays connected: from the answer of the call that ends a session to the end of its sockets, by the
/// client's clock. Fails past the second of the contract.
/// </summary>
internal static class RevocationBenchmark
{
    // twice: one socket of each will mostly be on either replica
    private static readonly string[] Namespaces = ["/authenticated", "/media", "/authenticated", "/media"];
    private static readonly TimeSpan Contract = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    public static async Task<int> RunAsync(RevocationBenchmarkOptions options)
    {
        await using var mediaNest = await MediaNestProcess.StartAsync(options.Replicas);
        var admin = await mediaNest.SignInAdminAsync();
        List<TimeSpan> signedOut = [], suspended = [];
        // the first round of each warms up
        for (var round = 0; round <= options.Rounds; round++)
        {
            var name = string.Create(CultureInfo.InvariantCulture, $"leaving{round}");
            var leaving = await mediaNest.SignInAsync(name);
            await EndAsync(mediaNest, leaving, signedOut, round, () => mediaNest.SendAsync(HttpMethod.Post, "/api/v1/auth/logout", leaving));

            var again = await mediaNest.SignInAsync(name);
            var id = (await MediaNestProcess.DataAsync(await mediaNest.SendAsync(HttpMethod.Get, "/api/v1/auth/session", again))).GetProperty("user").GetProperty("id").GetString();
            await EndAsync(
                mediaNest, again, suspended, round, () => mediaNest.SendAsync(HttpMethod.Patch, $"/api/v1/admin/users/{id}/status", admin, new { status = "suspended" }));
        }

        Console.WriteLine("| from the answer to a socket's end, ms | sockets | p50 | p99 | longest |");
        Console.WriteLine("| --- | ---: | ---: | ---: | ---: |");
        Print("signed out", signedOut);
        Print("suspended", suspended);
        if (signedOut.Concat(suspended).Max() < Contract)
        {
            return 0;
        }

        await Console.Error.WriteLineAsync("Longer than the second of the contract.");
        return 1;
    }

    private static async Task EndAsync(MediaNestProcess mediaNest, string token, List<TimeSpan> times, int round, Func<Task<HttpResponseMessage>> end)
    {
        var sockets = new List<EventSocket>();
        foreach (var name in Namespaces)
        {
            sockets.Add(await EventSocket.OpenAsync(mediaNest.GatewayPort, name, token, _ => { }));
        }

        (await end()).EnsureSuccessStatusCode().Dispose();
        var answered = Stopwatch.GetTimestamp();
        foreach (var socket in sockets)
        {
            var ended = await socket.Ended.WaitAsync(Patience);
            if (round > 0)
            {
                // it may be told before whoever asked for it
                times.Add(TimeSpan.FromTicks(Math.Max(0, Stopwatch.GetElapsedTime(answered, ended).Ticks)));
            }

            socket.Dispose();
        }
    }

    private static void Print(string what, List<TimeSpan> times)
    {
        times.Sort();
        Console.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"| {what} | {times.Count} | {At(0.5):F0} | {At(0.99):F0} | {At(1):F0} |"));

        double At(double share) => times[Math.Min((int)(times.Count * share), times.Count - 1)].TotalMilliseconds;
    }
}

using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using MediaNest.Benchmarks.Load;

namespace MediaNest.Benchmarks.Sockets.Clients;

/// <summary>A process of clients. Takes one command a line and answers each with a line of JSON.</summary>
internal sealed class ClientRole(int port, int connections, IPAddress source)
{
    private const int Opening = 64;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private readonly Lock _lock = new();
    private readonly Dictionary<int, Arrivals> _rounds = [];
    private readonly List<ClientSocket> _sockets = [];

    public static async Task<int> RunAsync(string port, string connections, string source)
    {
        var clients = new ClientRole(Number(port), Number(connections), IPAddress.Parse(source));
        while (await Console.In.ReadLineAsync() is { } line)
        {
            var answer = line.Split(' ') switch
            {
                ["open"] => await clients.OpenAsync(),
                ["arrivals", var round] => await clients.ArrivalsAsync(Number(round)),
                ["ask", var asking, var seconds] => await clients.AskAsync(Number(asking), TimeSpan.FromSeconds(Number(seconds))),
                _ => throw new InvalidOperationException($"Unknown command: {line}"),
            };
            await Console.Out.WriteLineAsync(answer);
            await Console.Out.FlushAsync();
        }

        return 0;
    }

    private static int Number(string text) => int.Parse(text, NumberStyles.None, CultureInfo.InvariantCulture);

    private async Task<string> OpenAsync()
    {
        var started = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, connections, new ParallelOptions { MaxDegreeOfParallelism = Opening }, async (_, _) =>
        {
            var socket = new ClientSocket { OnTick = (round, nanoseconds) => Of(round).Add(nanoseconds) };
            await socket.OpenAsync(source, port);
            lock (_lock)
            {
                _sockets.Add(socket);
            }
        });
        return JsonSerializer.Serialize(Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    private async Task<string> ArrivalsAsync(int round)
    {
        var arrivals = Of(round);
        await arrivals.Complete.WaitAsync(Patience);
        lock (_lock)
        {
            _rounds.Remove(round);
        }

        return JsonSerializer.Serialize(arrivals.Nanoseconds);
    }

    private async Task<string> AskAsync(int asking, TimeSpan duration)
    {
        var started = Stopwatch.GetTimestamp();
        var latencies = await Task.WhenAll(_sockets.Take(asking).Select(socket => AskAsync(socket, started, duration)));
        return JsonSerializer.Serialize(LoadResult.Of(latencies, Stopwatch.GetElapsedTime(started)));
    }

    private static async Task<List<long>> AskAsync(ClientSocket socket, long started, TimeSpan duration)
    {
        var question = ClientSocket.Masked("""427["echo",{"id":"0197e0f2-5f6a-7c1e-9d3b-2f4a6b8c0d1e","limit":20}]""");
        var latencies = new List<long>();
        var over = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var sent = Stopwatch.GetTimestamp();
        socket.OnAck = () =>
        {
            latencies.Add(Stopwatch.GetElapsedTime(sent).Ticks);
            if (Stopwatch.GetElapsedTime(started) > duration)
            {
                over.TrySetResult();
                return;
            }

            sent = Stopwatch.GetTimestamp();
            _ = socket.SendAsync(question);
        };
        await socket.SendAsync(question);
        await over.Task.WaitAsync(duration + Patience);
        return latencies;
    }

    private Arrivals Of(int round)
    {
        lock (_lock)
        {
            if (!_rounds.TryGetValue(round, out var arrivals))
            {
                _rounds[round] = arrivals = new Arrivals(connections);
            }

            return arrivals;
        }
    }

    /// <summary>When each socket had a broadcast, counted from its sending.</summary>
    private sealed class Arrivals(int expected)
    {
        private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _count;

        public Task Complete => _complete.Task;

        public long[] Nanoseconds { get; } = new long[expected];

        public void Add(long nanoseconds)
        {
            var index = Interlocked.Increment(ref _count) - 1;
            Nanoseconds[index] = nanoseconds;
            if (index == expected - 1)
            {
                _complete.TrySetResult();
            }
        }
    }
}

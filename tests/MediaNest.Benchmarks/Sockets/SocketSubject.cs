using System.Globalization;
using System.Net.Http.Json;
using MediaNest.Benchmarks.Processes;
using MediaNest.Benchmarks.Sockets.Clients;

namespace MediaNest.Benchmarks.Sockets;

/// <summary>One server, or several that act as one, with its clients, for one round.</summary>
internal sealed class SocketSubject : IAsyncDisposable
{
    private static readonly TimeSpan Settling = TimeSpan.FromSeconds(1);
    private const int MostSettlings = 12;
    private readonly List<ServerProcess> _servers = [];
    private readonly List<ClientProcess> _clients = [];
    private readonly HttpClient _http = new();
    private readonly int _connections;

    private SocketSubject(int connections) => _connections = connections;

    public static async Task<SocketSubject> StartAsync(int connections, int servers, Func<Task<ServerProcess>> start)
    {
        var subject = new SocketSubject(connections);
        for (var i = 0; i < servers; i++)
        {
            subject._servers.Add(await start());
        }

        return subject;
    }

    public async Task<SocketRound> MeasureAsync(SocketBenchmarkOptions options)
    {
        await WarmUpAsync();
        var (before, managedBefore) = await SettledAsync();
        var used = Used();
        StartClients(_connections);
        var opening = (await Task.WhenAll(_clients.Select(client => client.OpenAsync()))).Max();
        var openingTime = Used() - used;
        var (after, managedAfter) = await SettledAsync();

        var (broadcast, broadcastTime) = await BroadcastAsync(options.Broadcasts);
        used = Used();
        var acks = await _clients[0].AskAsync(options.Asking, options.Seconds);
        var ackTime = Used() - used;
        return new SocketRound(
            opening,
            openingTime / _connections,
            (double)(after.Resident - before.Resident) / _connections,
            (double)(after.Proportional - before.Proportional) / _connections,
            (double)(managedAfter - managedBefore) / _connections,
            broadcast,
            broadcastTime,
            acks,
            ackTime / (acks.Rate * options.Seconds));
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        foreach (var server in _servers)
        {
            await server.DisposeAsync();
        }

        _http.Dispose();
    }

    /// <summary>A few clients come, get broadcasts and go: what is made once is there.</summary>
    private async Task WarmUpAsync()
    {
        StartClients(200);
        await Task.WhenAll(_clients.Select(client => client.OpenAsync()));
        await CallAsync<object>(_servers[0], "broadcast?round=0");
        await Task.WhenAll(_clients.Select(client => client.ArrivalsAsync(0)));
        await _clients[0].AskAsync(50, 2);
        foreach (var client in _clients)
        {
            await client.DisposeAsync();
        }

        _clients.Clear();
    }

    private void StartClients(int connections)
    {
        for (var i = 0; i < _servers.Count; i++)
        {
            for (var left = (connections + i) / _servers.Count; left > 0; left -= ClientProcess.MostConnections)
            {
                _clients.Add(ClientProcess.Start(_servers[i].Port, Math.Min(left, ClientProcess.MostConnections), _clients.Count));
            }
        }
    }

    private async Task<(Spread Times, TimeSpan ProcessorTime)> BroadcastAsync(int broadcasts)
    {
        var times = new List<Spread>();
        var warmUp = Math.Max(1, broadcasts / 3);
        var used = TimeSpan.Zero;
        for (var round = 1; round <= warmUp + broadcasts; round++)
        {
            if (round == warmUp + 1)
            {
                used = Used();
            }

            await CallAsync<object>(_servers[0], string.Create(CultureInfo.InvariantCulture, $"broadcast?round={round}"));
            var arrivals = await Task.WhenAll(_clients.Select(client => client.ArrivalsAsync(round)));
            times.Add(Spread.Of(arrivals.SelectMany(each => each)));
        }

        return (Spread.Middle(times[warmUp..]), (Used() - used) / broadcasts);
    }

    /// <summary>Collects garbage until the memory does not fall any more.</summary>
    private async Task<(Memory Memory, long Managed)> SettledAsync()
    {
        var (memory, managed) = (new Memory(long.MaxValue, 0), 0L);
        for (var i = 0; i < MostSettlings; i++)
        {
            await Task.Delay(Settling);
            managed = (await Task.WhenAll(_servers.Select(server => CallAsync<Collected>(server, "collect")))).Sum(answer => answer!.Managed);
            var now = _servers.Select(server => Memory.Of(server.Id)).Aggregate((one, other) => new Memory(one.Resident + other.Resident, one.Proportional + other.Proportional));
            if (now.Resident > memory.Resident * 0.995)
            {
                return (now, managed);
            }

            memory = now;
        }

        return (memory, managed);
    }

    private TimeSpan Used() => _servers.Aggregate(TimeSpan.Zero, (sum, server) => sum + server.ProcessorTime);

    private async Task<T?> CallAsync<T>(ServerProcess server, string what)
    {
        using var answer = await _http.GetAsync(new Uri($"{server.Address}/control/{what}"));
        answer.EnsureSuccessStatusCode();
        return answer.Content.Headers.ContentLength == 0 ? default : await answer.Content.ReadFromJsonAsync<T>();
    }

    private sealed record Collected(long Managed);
}

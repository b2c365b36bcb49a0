using System.Collections.Concurrent;
using System.Text.Json;
using MediaNest.SocketIO.Rooms;
using StackExchange.Redis;

namespace MediaNest.SocketIO.Redis;

/// <summary>Asks all instances for their sockets and waits a bounded time for their answers.</summary>
internal sealed class RedisRoundCall(SocketNamespace owner, IConnectionMultiplexer redis, SocketIORedisOptions options, string channel, string instance)
{
    private readonly ConcurrentDictionary<long, Round> _rounds = new();
    private long _number;

    public Task StartAsync() => redis.GetSubscriber().SubscribeAsync($"{channel}:{instance}", (_, message) => OnAnswer(message));

    public async Task<IReadOnlyList<SocketInfo>> FetchAsync(Audience audience, CancellationToken cancellationToken)
    {
        SocketInfo[] here = [.. owner.Table.Select(audience).Select(socket => socket.Info())];
        var number = Interlocked.Increment(ref _number);
        var round = _rounds[number] = new Round();
        var timeout = TimeSpan.FromMilliseconds(options.FetchTimeoutMilliseconds);
        try
        {
            byte[] question = [(byte)'f', .. JsonSerializer.SerializeToUtf8Bytes(new Question(instance, number, audience))];
            var heard = await redis.GetSubscriber().PublishAsync(channel, question).WaitAsync(timeout, owner.Server.Time, cancellationToken);
            // this instance too, if it hears itself just now
            round.Expect((int)heard);
            await round.Complete.WaitAsync(timeout, owner.Server.Time, cancellationToken);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            owner.Server.Telemetry.RedisFailed();
        }
        finally
        {
            _rounds.TryRemove(number, out _);
        }

        return [.. here, .. round.Sockets()];
    }

    /// <summary>An instance asks, perhaps this one.</summary>
    public void Answer(ReadOnlySpan<byte> message)
    {
        if (JsonSerializer.Deserialize<Question>(message) is not { } question)
        {
            return;
        }

        if (string.Equals(question.Origin, instance, StringComparison.Ordinal))
        {
            // its sockets are known; what Redis counted is accounted for
            if (_rounds.TryGetValue(question.Number, out var own))
            {
                own.Add([]);
            }

            return;
        }

        SocketInfo[] sockets = [.. owner.Table.Select(question.Audience).Select(socket => socket.Info())];
        redis.GetSubscriber().Publish(
            $"{channel}:{question.Origin}", JsonSerializer.SerializeToUtf8Bytes(new Reply(question.Number, sockets)), CommandFlags.FireAndForget);
    }

    private void OnAnswer(RedisValue message)
    {
        if (JsonSerializer.Deserialize<Reply>((string)message) is { } reply && _rounds.TryGetValue(reply.Number, out var round))
        {
            round.Add(reply.Sockets);
        }
    }

    private sealed record Question(string Origin, long Number, Audience Audience);

    private sealed record Reply(long Number, SocketInfo[] Sockets);

    private sealed class Round
    {
        private readonly Lock _lock = new();
        private readonly List<SocketInfo> _sockets = [];
        private readonly TaskCompletionSource _complete = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private int _answers;
        private int? _expected;

        public Task Complete => _complete.Task;

        public void Expect(int answers)
        {
            lock (_lock)
            {
                _expected = answers;
                Check();
            }
        }

        public void Add(SocketInfo[] sockets)
        {
            lock (_lock)
            {
                _sockets.AddRange(sockets);
                _answers++;
                Check();
            }
        }

        public SocketInfo[] Sockets()
        {
            lock (_lock)
            {
                return [.. _sockets];
            }
        }

        private void Check()
        {
            if (_answers >= _expected)
            {
                _complete.TrySetResult();
            }
        }
    }
}

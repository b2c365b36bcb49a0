using System.Globalization;
using MediaNest.SocketIO.Connections;
using MediaNest.SocketIO.Engine;
using MediaNest.SocketIO.Protocol;
using MediaNest.SocketIO.Rooms;
using StackExchange.Redis;

namespace MediaNest.SocketIO.Redis;

/// <summary>
/// Joins the instances. Every instance reads the log to its end and delivers what it finds, its own entries too: all sockets see the same order,
/// which is what makes the place in the log that a client last saw mean something on another instance. A word on the channel says when to read.
/// Volatile events do without the log.
/// </summary>
internal sealed partial class RedisAdapter : ISocketAdapter
{
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private readonly SocketNamespace _owner;
    private readonly IConnectionMultiplexer _redis;
    private readonly SocketIORedisOptions _options;
    private readonly TimeProvider _time;
    private readonly string _instance = SocketIds.New();
    private readonly string _prefix;
    private readonly RedisLog _log;
    private readonly bool _recovers;
    private readonly Lock _order = new();
    private readonly SemaphoreSlim _reading = new(1);
    private readonly SemaphoreSlim _word = new(0);
    private readonly Dictionary<long, StreamEntry> _own = [];
    private readonly Dictionary<long, TaskCompletionSource> _waiting = [];
    private readonly CancellationTokenSource _stop = new();
    private readonly TaskCompletionSource _started = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly RedisRoundCall _calls;
    private readonly RedisAckCall _acks;
    private readonly Task _running;
    private readonly ITimer? _renewal;
    private StreamPosition? _place;
    private long _number;
    private long _retryAt = long.MinValue;
    private int _away;

    public RedisAdapter(SocketNamespace owner, IConnectionMultiplexer redis, SocketIORedisOptions options)
    {
        _owner = owner;
        _redis = redis;
        _options = options;
        _time = owner.Server.Time;
        _prefix = options.KeyPrefix + owner.Name;
        var server = owner.Server.Options;
        _recovers = server.RecoverySeconds > 0;
        var lifetime = TimeSpan.FromSeconds(Math.Max(60, server.RecoverySeconds * 3));
        _log = new RedisLog(redis, _prefix + ":log", Channel, server.RecoveryLogLength, lifetime);
        _calls = new RedisRoundCall(owner, redis, options, Channel, _instance);
        _acks = new RedisAckCall(owner, redis, Channel, _instance);
        _running = Task.Run(RunAsync, CancellationToken.None);
        if (_recovers)
        {
            _renewal = _time.CreateTimer(_ => RenewSessions(), null, server.RecoveryDuration / 2, server.RecoveryDuration / 2);
        }
    }

    private string Channel => _prefix + ":channel";

    public async Task EmitAsync(Audience audience, Frame[] frames, bool isVolatile)
    {
        if (!isVolatile)
        {
            await AppendAsync(audience, frames, null);
            return;
        }

        _owner.Deliver(audience, frames, isVolatile: true);
        try
        {
            await _redis.GetSubscriber().PublishAsync(Channel, (byte[])[(byte)'v', .. new StreamEntry(_instance, 0, audience, frames, null).ToBytes()])
                .WaitAsync(_options.Timeout, _time, CancellationToken.None);
        }
        catch (Exception e) when (IsRedisAway(e))
        {
            Away(e);
        }
    }

    public Task EmitAskingAsync(Audience audience, Frame[] frames, string eventName, TimeSpan timeout) =>
        AppendAsync(audience, frames, new SocketCommand(SocketCommandKind.Ask, [eventName, timeout.Ticks.ToString(CultureInfo.InvariantCulture)]));

    public Task CommandAsync(Audience audience, SocketCommand command) => AppendAsync(audience, command.Farewell, command);

    public Task<IReadOnlyList<SocketInfo>> FetchAsync(Audience audience, CancellationToken cancellationToken) =>
        _calls.FetchAsync(audience, cancellationToken);

    public Task<AckRound> AskAsync(Audience audience, Frame[] frames, TimeSpan timeout) => _acks.AskAsync(audience, frames, timeout);

    public string? Add(Socket socket)
    {
        lock (_order)
        {
            _owner.Table.Add(socket);
            return _recovers ? _place?.ToString() : null;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        if (_renewal is not null)
        {
            await _renewal.DisposeAsync();
        }

        await _running;
        _stop.Dispose();
        _word.Dispose();
        _reading.Dispose();
    }

    private static bool IsRedisAway(Exception exception) =>
        exception is RedisException or TimeoutException or ObjectDisposedException or InvalidDataException;

    // done when this instance's sockets have it: what the caller sends or does next comes after it
    private async Task AppendAsync(Audience audience, Frame[] frames, SocketCommand? command)
    {
        var entry = new StreamEntry(_instance, Interlocked.Increment(ref _number), audience, frames, command);
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_order)
        {
            _own[entry.Number] = entry;
            _waiting[entry.Number] = done;
        }

        if (_time.GetTimestamp() < Volatile.Read(ref _retryAt))
        {
            DeliverHere(entry.Number);
            return;
        }

        try
        {
            await _started.Task.WaitAsync(_options.Timeout, _time, CancellationToken.None);
            await _log.AppendAsync(entry).WaitAsync(_options.Timeout, _time, CancellationToken.None);
            Wake();
            await done.Task.WaitAsync(_options.Timeout, _time, CancellationToken.None);
        }
        catch (Exception e) when (IsRedisAway(e))
        {
            Away(e);
            DeliverHere(entry.Number);
        }
    }

    /// <summary>Delivers an own entry without the log; should the log bring it after all, it is known to be done.</summary>
    private void DeliverHere(long number)
    {
        lock (_order)
        {
            if (_own.Remove(number, out var entry))
            {
                _waiting.Remove(number);
                Deliver(entry, offset: null);
            }
        }
    }

    private void Deliver(StreamEntry entry, string? offset)
    {
        if (entry.Command is { Kind: SocketCommandKind.Ask, Rooms: [var eventName, var ticks] })
        {
            _owner.AskAndTell(entry.Audience, entry.Frames, eventName, TimeSpan.FromTicks(long.Parse(ticks, CultureInfo.InvariantCulture)));
        }
        else if (entry.Command is { } command)
        {
            _owner.Apply(entry.Audience, command);
        }
        else
        {
            _owner.Deliver(entry.Audience, offset is null ? entry.Frames : PacketWriter.WithOffset(entry.Frames, offset), isVolatile: false);
        }
    }

    private void Wake()
    {
        if (_word.CurrentCount == 0)
        {
            _word.Release();
        }
    }

    private void Away(Exception exception)
    {
        _owner.Server.Telemetry.RedisFailed();
        Volatile.Write(ref _retryAt, _time.GetTimestamp() + _time.TimestampFrequency);
        if (Interlocked.Exchange(ref _away, 1) == 0)
        {
            SocketIOLog.RedisAway(_owner.Server.Logger, exception, _owner.Name);
        }
    }

    private void Back()
    {
        if (Interlocked.Exchange(ref _away, 0) == 1)
        {
            Volatile.Write(ref _retryAt, long.MinValue);
            SocketIOLog.RedisBack(_owner.Server.Logger, _owner.Name);
        }
    }
}

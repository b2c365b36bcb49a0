using System.Globalization;
using MediaNest.SocketIO.Engine;
using MediaNest.SocketIO.Protocol;
using MediaNest.SocketIO.Recovery;

namespace MediaNest.SocketIO.Rooms;

/// <summary>The adapter of a single instance: everything is in memory.</summary>
internal sealed class LocalAdapter(SocketNamespace owner, SocketIOOptions options, TimeProvider time) : ISocketAdapter
{
    private readonly Lock _lock = new();
    private readonly Queue<Entry> _log = new();
    private readonly SessionStore _sessions = new(options.RecoveryDuration, options.MaxConnections, time);
    private readonly bool _recovers = options.RecoverySeconds > 0;
    private long _last;

    public Task EmitAsync(Audience audience, Frame[] frames, bool isVolatile)
    {
        if (!_recovers || isVolatile)
        {
            owner.Deliver(audience, frames, isVolatile);
            return Task.CompletedTask;
        }

        // one after the other: the log's order is the order every socket sees
        lock (_lock)
        {
            owner.Deliver(audience, Append(audience, frames), isVolatile: false);
        }

        return Task.CompletedTask;
    }

    public Task EmitAskingAsync(Audience audience, Frame[] frames, string eventName, TimeSpan timeout)
    {
        lock (_lock)
        {
            if (_recovers)
            {
                Append(audience, frames);
            }

            owner.AskAndTell(audience, frames, eventName, timeout);
        }

        return Task.CompletedTask;
    }

    public Task CommandAsync(Audience audience, SocketCommand command)
    {
        owner.Apply(audience, command);
        return Task.CompletedTask;
    }

    public Task<IReadOnlyList<SocketInfo>> FetchAsync(Audience audience, CancellationToken cancellationToken) =>
        Task.FromResult<IReadOnlyList<SocketInfo>>([.. owner.Table.Select(audience).Select(socket => socket.Info())]);

    public Task<AckRound> AskAsync(Audience audience, Frame[] frames, TimeSpan timeout) => owner.AskHereAsync(audience, frames, timeout);

    public string? Add(Socket socket)
    {
        lock (_lock)
        {
            owner.Table.Add(socket);
            return _recovers ? _last.ToString(CultureInfo.InvariantCulture) : null;
        }
    }

    public ValueTask<SocketSession?> PeekAsync(string pid) => ValueTask.FromResult(_sessions.Peek(pid));

    public ValueTask<SocketSession?> TakeAsync(string pid) => ValueTask.FromResult(_sessions.Take(pid));

    public ValueTask<IReadOnlyList<Frame[]>?> MissedAsync(SocketSession session, string? after, string? until) =>
        ValueTask.FromResult(Missed(session, after, until));

    public void Keep(SocketSession session, bool connected)
    {
        if (!connected)
        {
            _sessions.Put(session);
        }
    }

    public void Forget(string pid) => _sessions.Take(pid);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    private Frame[] Append(Audience audience, Frame[] frames)
    {
        _last++;
        var numbered = PacketWriter.WithOffset(frames, _last.ToString(CultureInfo.InvariantCulture));
        _log.Enqueue(new Entry(_last, time.GetTimestamp(), audience, numbered));
        while (_log.Count > options.RecoveryLogLength || time.GetElapsedTime(_log.Peek().At) > options.RecoveryDuration)
        {
            _log.Dequeue();
        }

        return numbered;
    }

    private IReadOnlyList<Frame[]>? Missed(SocketSession session, string? after, string? until)
    {
        if (!long.TryParse(after ?? session.Start, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
            || !long.TryParse(until, NumberStyles.None, CultureInfo.InvariantCulture, out var last))
        {
            return null;
        }

        lock (_lock)
        {
            var kept = _log.TryPeek(out var oldest) ? oldest.Id : _last + 1;
            if (first > last || first < kept - 1)
            {
                return null;
            }

            string[] rooms = [session.Sid, .. session.Rooms];
            return [.. _log.Where(entry => entry.Id > first && entry.Id <= last && entry.Audience.Includes(rooms)).Select(entry => entry.Frames)];
        }
    }

    private sealed record Entry(long Id, long At, Audience Audience, Frame[] Frames);
}

using System.Text.Json;
using MediaNest.SocketIO.Engine;
using MediaNest.SocketIO.Protocol;
using MediaNest.SocketIO.Recovery;
using MediaNest.SocketIO.Rooms;
using StackExchange.Redis;

namespace MediaNest.SocketIO.Redis;

/// <content>State of sockets for their return. It is kept while they are connected too: an instance that is killed cannot write it any more.</content>
internal sealed partial class RedisAdapter
{
    private TimeSpan Kept => _owner.Server.Options.RecoveryDuration;

    public async ValueTask<SocketSession?> PeekAsync(string pid)
    {
        try
        {
            return (await ReadAsync("GET", pid))?.Session;
        }
        catch (Exception e) when (IsRedisAway(e) || e is JsonException)
        {
            Away(e);
            return null;
        }
    }

    public async ValueTask<SocketSession?> TakeAsync(string pid)
    {
        try
        {
            if (await ReadAsync("GETDEL", pid) is not { } session)
            {
                return null;
            }

            if (session.Connected)
            {
                await AppendAsync(new Audience([session.Session.Sid], []), [], new SocketCommand(SocketCommandKind.Evict, []));
            }

            // whatever the client has seen elsewhere, this instance has gone past it before the socket is added
            await ReadToEndAsync();
            return session.Session;
        }
        catch (Exception e) when (IsRedisAway(e) || e is JsonException)
        {
            Away(e);
            return null;
        }
    }

    public async ValueTask<IReadOnlyList<Frame[]>?> MissedAsync(SocketSession session, string? after, string? until)
    {
        if (StreamPosition.Parse(after ?? session.Start) is not { } first || StreamPosition.Parse(until) is not { } last || first.OrderTo(last) > 0)
        {
            return null;
        }

        try
        {
            string[] rooms = [session.Sid, .. session.Rooms];
            List<Frame[]> missed = [];
            while (first.OrderTo(last) < 0)
            {
                var page = await _log.ReadAsync(first, last).WaitAsync(_options.Timeout, _time, CancellationToken.None);
                if (page.Count == 0)
                {
                    break;
                }

                missed.AddRange(page.Select(item => (item.Place, Entry: StreamEntry.Read(item.Entry)))
                    .Where(item => item.Entry.Command is null or { Kind: SocketCommandKind.Ask } && item.Entry.Audience.Includes(rooms))
                    .Select(item => PacketWriter.WithOffset(item.Entry.Frames, item.Place.ToString())));
                first = page[^1].Place;
            }

            // asked last: what was cut off while reading is missed too
            var start = StreamPosition.Parse(after ?? session.Start)!.Value;
            return start.OrderTo(last) == 0 || await _log.ReachesBackToAsync(start).WaitAsync(_options.Timeout, _time, CancellationToken.None) ? missed : null;
        }
        catch (Exception e) when (IsRedisAway(e) || e is EndOfStreamException)
        {
            Away(e);
            return null;
        }
    }

    public void Keep(SocketSession session, bool connected) => Quietly(session.Sid, () => _redis.GetDatabase().StringSetAsync(
        SessionKey(session.Pid),
        JsonSerializer.SerializeToUtf8Bytes(new KeptSession(connected, session)),
        connected ? Kept * 2 : Kept));

    public void Forget(string pid) => Quietly(pid, () => _redis.GetDatabase().KeyDeleteAsync(SessionKey(pid)));

    private async Task<KeptSession?> ReadAsync(string command, string pid)
    {
        var kept = await _redis.GetDatabase().ExecuteAsync(command, SessionKey(pid)).WaitAsync(_options.Timeout, _time, CancellationToken.None);
        return kept.IsNull ? null : JsonSerializer.Deserialize<KeptSession>((string)kept);
    }

    private RedisKey SessionKey(string pid) => $"{_prefix}:session:{pid}";

    private void RenewSessions()
    {
        foreach (var socket in _owner.Sockets)
        {
            if (socket.Pid is { } pid)
            {
                Quietly(socket.Id, () => _redis.GetDatabase().KeyExpireAsync(SessionKey(pid), Kept * 2));
            }
        }
    }

    // nobody waits for it, and without it all that is lost is a recovery
    private void Quietly(string socket, Func<Task> write) => _ = WriteAsync(socket, write);

    private async Task WriteAsync(string socket, Func<Task> write)
    {
        try
        {
            await write().WaitAsync(_options.Timeout, _time, CancellationToken.None);
        }
        catch (Exception e) when (IsRedisAway(e))
        {
            SocketIOLog.SessionNotKept(_owner.Server.Logger, e, _owner.Name, socket);
        }
    }

    private sealed record KeptSession(bool Connected, SocketSession Session);
}

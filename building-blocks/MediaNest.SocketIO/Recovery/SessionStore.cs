namespace MediaNest.SocketIO.Recovery;

/// <summary>Sessions of disconnected sockets, each for the same time, the newest alone if there are too many.</summary>
internal sealed class SessionStore(TimeSpan duration, int capacity, TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, (SocketSession Session, long Since)> _sessions = new(StringComparer.Ordinal);
    private readonly Queue<(string Pid, long Since)> _order = new();

    public void Put(SocketSession session)
    {
        lock (_lock)
        {
            var now = time.GetTimestamp();
            _sessions[session.Pid] = (session, now);
            _order.Enqueue((session.Pid, now));
            Expire();
        }
    }

    /// <summary>Shows a session and leaves it.</summary>
    public SocketSession? Peek(string pid)
    {
        lock (_lock)
        {
            Expire();
            return _sessions.TryGetValue(pid, out var known) ? known.Session : null;
        }
    }

    /// <summary>Takes a session out.</summary>
    public SocketSession? Take(string pid)
    {
        lock (_lock)
        {
            Expire();
            return _sessions.Remove(pid, out var known) ? known.Session : null;
        }
    }

    private void Expire()
    {
        while (_order.TryPeek(out var oldest) && (_order.Count > capacity || time.GetElapsedTime(oldest.Since) > duration))
        {
            _order.Dequeue();
            if (_sessions.TryGetValue(oldest.Pid, out var known) && known.Since == oldest.Since)
            {
                _sessions.Remove(oldest.Pid);
            }
        }
    }
}

namespace MediaNest.SocketIO.Engine;

/// <summary>
/// The session's deadlines, all absolute: a late timer does not give a silent client more time. What a client owes is counted from what it was sent:
/// a server that stood still has sent nothing and read nothing meanwhile.
/// </summary>
internal sealed partial class EngineSession
{
    private long _pingDue;
    private long _pingSent; // 0: it still waits
    private long _pongDue;
    private long _firstMissed;
    private long _upgradeDue;
    private long _giveUpAt;
    private bool _pinged;

    /// <summary>Whether the client owes a pong for too long; asked on each request, for the timer may be late. Sends the ping that is due.</summary>
    public bool OwesPong()
    {
        var now = server.Wheel.Look();
        PingIfDue(now);
        lock (_gate)
            return _pinged && now >= _pongDue && now >= server.Wheel.AwakeSince + Grace;
    }

    /// <summary>Ends the session if its client owes a pong for too long.</summary>
    public void CheckHeartbeat()
    {
        if (OwesPong())
            End(CloseReason.PingTimeout, CloseMode.AtOnce);
    }

    /// <summary>After a standstill of the server, for reading what came meanwhile.</summary>
    private long Grace => server.Options.PingTimeout.Ticks / 2;

    internal override long OnDue(long now)
    {
        WebSocketTransport? late = null;
        long next;
        bool silent, closed;
        lock (_gate)
        {
            closed = _reason is not null;
            if (closed && now < _giveUpAt)
                return _gone ? 0 : _giveUpAt;

            silent = _pinged && IsSilent(now);
            next = NextLook(now);
            if (_candidate is not null && now >= _upgradeDue)
                (late, _candidate) = (_candidate, null);
            else if (_candidate is not null)
                next = Math.Min(next, _upgradeDue);
        }

        if (closed)
        {
            GiveUp();
            return 0;
        }

        late?.Cut();
        if (silent)
        {
            End(CloseReason.PingTimeout, CloseMode.AtOnce);
            return 0;
        }

        PingIfDue(now);
        return next;
    }

    /// <summary>The first look after the deadline only notes it: what the client sent in time may lie unread until the next one. The lock is held.</summary>
    private bool IsSilent(long now)
    {
        if (now < _pongDue || now < server.Wheel.AwakeSince + Grace)
        {
            _firstMissed = 0;
            return false;
        }

        if (_firstMissed > 0 && now > _firstMissed)
            return true;

        _firstMissed = now;
        return false;
    }

    private long NextLook(long now)
    {
        if (!_pinged && now < _pingDue)
            return _pingDue;

        if (_firstMissed > 0)
            return now;

        // a pong sets the next ping's time, which this entry is to know of early enough
        var deadline = _pinged ? Math.Max(_pongDue, server.Wheel.AwakeSince + Grace) : now + server.Options.PingTimeout.Ticks;
        return Math.Min(deadline, now + server.Options.PingInterval.Ticks);
    }

    private void PingIfDue(long now)
    {
        PendingPoll? poll;
        WebSocketTransport? writer;
        lock (_gate)
        {
            if (_reason is not null || _pinged || now < _pingDue)
                return;

            (_pinged, _firstMissed) = (true, 0);
            _queue.Add(Frame.Ping);
            (poll, writer) = NextWriter();
            // where no request of the client waits for the ping, only a standstill makes it late, and not the wheel's turn
            var isLate = now - _pingDue > server.Wheel.Standstill;
            _pongDue = (poll is not null || isLate ? now : _pingDue) + server.Options.PingTimeout.Ticks;
            _pingSent = poll is null ? 0 : now;
        }

        poll?.TrySetResult(PollOutcome.Packets);
        writer?.Drain();
    }

    /// <summary>Something leaves: the ping, from which on the client's time counts, or what stood before it. The lock is held.</summary>
    private void Leaves(Frame frame)
    {
        if (!_pinged || _pingSent > 0)
            return;

        var now = server.Wheel.Now;
        _pongDue = now + server.Options.PingTimeout.Ticks;
        if (ReferenceEquals(frame, Frame.Ping))
            _pingSent = now;
    }

    private void Pong()
    {
        lock (_gate)
        {
            if (!_pinged)
                return;

            _pinged = false;
            _firstMissed = 0;
            _pingDue = server.Wheel.Now + server.Options.PingInterval.Ticks;
        }
    }

    /// <summary>A closed session whose client did not fetch what was left for it.</summary>
    private void GiveUp()
    {
        _socket?.Cut();
        if (_socket is null)
            Forget();
    }
}

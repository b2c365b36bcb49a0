namespace MediaNest.SocketIO.Engine;

/// <summary>The session's deadlines, all absolute: a late timer does not give a silent client more time.</summary>
internal sealed partial class EngineSession
{
    private long _pingDue;
    private long _upgradeDue;
    private long _giveUpAt;
    private bool _pinged;

    /// <summary>Ends the session if its client owes a pong for too long; asked on each request, for the timer may be late.</summary>
    public void CheckHeartbeat()
    {
        if (server.Wheel.Now >= Volatile.Read(ref _pingDue) + server.Options.PingTimeout.Ticks)
            End(CloseReason.PingTimeout, CloseMode.AtOnce);
    }

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

            var lastMoment = _pingDue + server.Options.PingTimeout.Ticks;
            silent = now >= lastMoment;
            next = _pinged || now >= _pingDue ? Math.Min(lastMoment, now + server.Options.PingInterval.Ticks) : _pingDue;
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

    private void PingIfDue(long now)
    {
        PendingPoll? poll;
        WebSocketTransport? writer;
        lock (_gate)
        {
            if (_reason is not null || _pinged || now < _pingDue)
                return;

            _pinged = true;
            _queue.Add(Frame.Ping);
            (poll, writer) = NextWriter();
        }

        poll?.TrySetResult(PollOutcome.Packets);
        writer?.Drain();
    }

    private void Pong()
    {
        CheckHeartbeat();
        lock (_gate)
        {
            if (!_pinged)
                return;

            _pinged = false;
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

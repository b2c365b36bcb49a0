namespace MediaNest.SocketIO.Engine;

/// <summary>How a hanging GET goes on.</summary>
internal enum PollOutcome
{
    /// <summary>With what is queued, be it only the end of the session.</summary>
    Packets,

    /// <summary>With a noop, to make way for the WebSocket.</summary>
    Noop,

    /// <summary>With an error: the session has left polling.</summary>
    Refused,
}

/// <summary>A GET that waits for something to carry.</summary>
internal sealed class PendingPoll(bool inGrace) : TaskCompletionSource<PollOutcome>(TaskCreationOptions.RunContinuationsAsynchronously)
{
    /// <summary>Whether it came after the WebSocket that the session is to go on with, and waits for a moment whether the upgrade comes first.</summary>
    public bool InGrace { get; set; } = inGrace;
}

/// <summary>What the transports ask of the session.</summary>
internal sealed partial class EngineSession
{
    /// <summary>A GET begins to wait; it is completed at once if something is queued. Null, with the reason, if it must not.</summary>
    public PendingPoll? BeginPoll(out EngineError? error)
    {
        PendingPoll poll;
        lock (_gate)
        {
            error = _gone || (_reason is not null && _farewell is null) ? EngineError.SessionUnknown : EngineError.BadRequest;
            if (_socket is not null || error == EngineError.SessionUnknown)
                return null;

            if (_poll is null)
            {
                poll = _poll = new PendingPoll(_candidate is not null);
                error = null;
                if (!_queue.IsEmpty || _farewell is not null)
                    poll.TrySetResult(PollOutcome.Packets);

                return poll;
            }
        }

        End(CloseReason.TransportError, CloseMode.AtOnce);
        return null;
    }

    /// <summary>What the GET carries. Null if the session has left polling in between.</summary>
    public List<Frame>? TakeBatch(PendingPoll poll)
    {
        List<Frame> batch;
        bool last;
        lock (_gate)
        {
            if (_poll != poll)
                return null;

            _poll = null;
            batch = _queue.TakeBatch(server.Options.MaxPayload);
            batch.ForEach(Leaves);
            last = _farewell is not null && _queue.IsEmpty;
            if (last)
                batch.Add(_farewell!);
        }

        if (last)
            Forget();

        return batch;
    }

    /// <summary>The client went away while its GET waited, or before it had read the answer.</summary>
    public void PollLost(PendingPoll poll)
    {
        lock (_gate)
        {
            if (_poll == poll)
                _poll = null;
        }

        End(CloseReason.TransportError, CloseMode.AtOnce);
    }

    /// <summary>A GET during an upgrade was held long enough for the upgrade to come first.</summary>
    public void EndGrace(PendingPoll poll)
    {
        lock (_gate)
        {
            poll.InGrace = false;
            if (_poll == poll && _candidate is { IsProbed: true } && poll.TrySetResult(PollOutcome.Noop))
                _poll = null;
        }
    }

    /// <summary>One POST at a time: two have no order.</summary>
    public EngineError? BeginPost()
    {
        lock (_gate)
        {
            if (_reason is not null)
                return EngineError.SessionUnknown;

            if (_socket is not null)
                return EngineError.BadRequest;

            if (!_receivingPost)
            {
                _receivingPost = true;
                return null;
            }
        }

        End(CloseReason.TransportError, CloseMode.AtOnce);
        return EngineError.BadRequest;
    }

    public void EndPost()
    {
        lock (_gate)
            _receivingPost = false;
    }

    /// <summary>A WebSocket wants to take the session over. False if it has one already.</summary>
    public bool TryAttach(WebSocketTransport candidate)
    {
        lock (_gate)
        {
            if (_reason is not null || _socket is not null || _candidate is not null)
                return false;

            _candidate = candidate;
            _upgradeDue = server.Wheel.Now + server.Options.UpgradeTimeout.Ticks;
        }

        // the heartbeat's next look may come after the upgrade's deadline: look at the next tick, which then knows both
        server.Wheel.Schedule(this, server.Wheel.Now);
        return true;
    }

    /// <summary>The probe was answered: a GET that hung before is sent home, so that the client can stop polling.</summary>
    public void Probed()
    {
        lock (_gate)
        {
            if (_poll is null || _poll.InGrace || !_poll.TrySetResult(PollOutcome.Noop))
                return;

            _poll = null;
        }
    }

    /// <summary>The session goes on over the WebSocket, beginning with what waits.</summary>
    public bool CompleteUpgrade(WebSocketTransport candidate)
    {
        PendingPoll? poll;
        lock (_gate)
        {
            if (_reason is not null || _candidate != candidate)
                return false;

            (_socket, _candidate, poll, _poll) = (candidate, null, _poll, null);
        }

        EngineMetrics.Upgraded();
        poll?.TrySetResult(PollOutcome.Refused);
        Flush();
        return true;
    }

    /// <summary>The WebSocket is gone: the session's own takes the session with it (true), one that only probed does not.</summary>
    public bool TransportEnded(WebSocketTransport transport, string reason)
    {
        lock (_gate)
        {
            if (_candidate == transport)
                _candidate = null;

            if (_socket != transport)
                return false;
        }

        End(reason, CloseMode.AtOnce);
        return true;
    }

    /// <summary>The transport has come to its end, the goodbye included.</summary>
    public void TransportFinished() => Forget();

    /// <summary>Starts sending if something waits and nobody sends.</summary>
    public void Flush()
    {
        WebSocketTransport? writer = null;
        lock (_gate)
        {
            if (!_queue.IsEmpty || (_reason is not null && !_goodbyeSent))
                (_, writer) = NextWriter();
        }

        writer?.Drain();
    }

    /// <summary>The next frame for the one who drains. None and <paramref name="goodbye"/>: the close frame; none: nothing more, and the drain is over.</summary>
    public Frame? NextFrame(out bool goodbye)
    {
        lock (_gate)
        {
            goodbye = false;
            if (_queue.Take() is { } frame)
            {
                Leaves(frame);
                return frame;
            }

            goodbye = _reason is not null && !_goodbyeSent;
            _goodbyeSent |= goodbye;
            _draining = goodbye;
            return null;
        }
    }
}

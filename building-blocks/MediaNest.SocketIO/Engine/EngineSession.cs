using System.Net.WebSockets;

namespace MediaNest.SocketIO.Engine;

/// <summary>
/// One client's session. Its lock guards the queue and the transports and is never held while calling the handler or a transport,
/// so a handler may use any session from any call.
/// </summary>
internal sealed partial class EngineSession(EngineServer server, string id, EngineHandshake handshake) : DeadlineEntry, IEngineConnection
{
    private readonly Lock _gate = new();
    private readonly Lock _inbound = new();
    private readonly SendQueue _queue = new(server.Options.MaxQueuedPackets, server.Options.MaxQueuedBytes);
    private WebSocketTransport? _socket;
    private WebSocketTransport? _candidate;
    private PendingPoll? _poll;
    private Frame? _farewell;
    private string? _reason;
    private bool _receivingPost;
    private bool _draining;
    private bool _goodbyeSent;
    private bool _calling;
    private bool _closeOwed;
    private bool _gone;

    public string Id => id;

    public EngineHandshake Handshake => handshake;

    public object? State { get; set; }

    public bool IsWritable
    {
        get
        {
            lock (_gate)
                return _reason is null && _queue.IsEmpty && (_socket is null ? _poll is not null : !_draining);
        }
    }

    /// <summary>Whether the session is over, though what is queued may still be on its way.</summary>
    public bool IsClosed => Volatile.Read(ref _reason) is not null;

    public bool TrySend(ReadOnlySpan<Frame> frames)
    {
        PendingPoll? poll = null;
        WebSocketTransport? writer = null;
        bool fits;
        lock (_gate)
        {
            if (_reason is not null)
                return false;

            fits = _queue.TryAdd(frames);
            if (fits)
                (poll, writer) = NextWriter();
        }

        if (!fits)
        {
            EngineMetrics.Overflowed();
            server.Logger.QueueOverflowed(id);
            End(CloseReason.TransportError, CloseMode.Cut);
            return false;
        }

        poll?.TrySetResult(PollOutcome.Packets);
        writer?.Drain();
        return true;
    }

    public void Close(string reason) => End(reason, CloseMode.AfterQueue);

    /// <summary>Tells the handler of the session, whose transport is not yet known to anybody.</summary>
    public void Open(WebSocketTransport? socket, Frame? greeting)
    {
        lock (_gate)
        {
            _socket = socket;
            _pingDue = server.Wheel.Now + server.Options.PingInterval.Ticks;
            if (greeting is not null)
                _queue.Add(greeting);
        }

        EngineMetrics.Opened(webSocket: socket is not null);
        server.Logger.SessionOpened(id, socket is null ? "polling" : "websocket");
        server.Wheel.Schedule(this, _pingDue);
        Deliver(Call.Open, default);
        Flush();
    }

    /// <summary>Takes one packet as text, with its type. False if it is none that a client may send.</summary>
    public bool ReceiveText(ReadOnlySpan<byte> packet, bool webSocket)
    {
        EngineMetrics.Received(packet.Length, webSocket);
        switch (packet.IsEmpty ? default : (char)packet[0])
        {
            case '4':
                Deliver(Call.Text, packet[1..]);
                return true;
            case '3':
                Pong();
                return true;
            case '1':
                End(CloseReason.TransportClose, CloseMode.ByClient);
                return true;
            case '6':
                return true;
            default:
                return false;
        }
    }

    public void ReceiveBinary(ReadOnlySpan<byte> data, bool webSocket)
    {
        EngineMetrics.Received(data.Length, webSocket);
        Deliver(Call.Binary, data);
    }

    /// <summary>Ends the session; only the first call counts.</summary>
    public void End(string reason, CloseMode mode, WebSocketCloseStatus status = WebSocketCloseStatus.NormalClosure)
    {
        PendingPoll? poll;
        WebSocketTransport? socket, candidate;
        bool stays, callNow;
        lock (_gate)
        {
            if (_reason is not null)
                return;

            _reason = reason;
            _giveUpAt = server.Wheel.Now + server.Options.CloseTimeout.Ticks;
            if (mode != CloseMode.AfterQueue)
                _queue.Clear();

            (socket, candidate, poll) = (_socket, _candidate, _poll);
            _candidate = null;
            if (mode is CloseMode.AfterQueue or CloseMode.ByClient || poll is not null)
                _farewell = mode == CloseMode.ByClient ? Frame.Noop : Frame.Close;

            stays = socket is not null || _farewell is not null;
            _closeOwed = _calling;
            callNow = !_calling;
        }

        EngineMetrics.Closed(webSocket: socket is not null);
        server.Logger.SessionClosed(id, reason);
        poll?.TrySetResult(PollOutcome.Packets);
        candidate?.Cut();
        if (mode == CloseMode.Cut)
            socket?.Cut();
        else
            socket?.Close(status);

        if (stays)
            server.Wheel.Schedule(this, _giveUpAt);
        else
            Forget();

        if (callNow)
            CallOnClose(reason);
    }

    /// <summary>Nothing of the session is left to be sent.</summary>
    private void Forget()
    {
        lock (_gate)
        {
            if (_gone)
                return;

            _gone = true;
        }

        server.Wheel.Remove(this);
        server.Forget(this);
    }

    /// <summary>Who has to be woken, now that something waits. The lock is held.</summary>
    private (PendingPoll? Poll, WebSocketTransport? Writer) NextWriter()
    {
        if (_socket is null)
            return (_poll, null);

        if (_draining)
            return (null, null);

        _draining = true;
        return (null, _socket);
    }

    /// <summary>One call at a time, in order: POST and WebSocket of one session may meet in the moment of the upgrade.</summary>
    private void Deliver(Call call, ReadOnlySpan<byte> message)
    {
        lock (_inbound)
        {
            if (!BeginCall())
                return;

            try
            {
                if (call == Call.Open)
                    server.Handler.OnOpen(this);
                else if (call == Call.Text)
                    server.Handler.OnText(this, message);
                else
                    server.Handler.OnBinary(this, message);
            }
            catch (Exception exception)
            {
                server.Logger.HandlerFailed(id, exception);
                End(CloseReason.TransportError, CloseMode.AtOnce);
            }

            EndCall();
        }
    }

    private bool BeginCall()
    {
        lock (_gate)
        {
            _calling = _reason is null;
            return _calling;
        }
    }

    /// <summary>A session that ended during a call tells so after it: the handler hears one thing at a time.</summary>
    private void EndCall()
    {
        bool owed;
        lock (_gate)
        {
            _calling = false;
            owed = _closeOwed;
            _closeOwed = false;
        }

        if (owed)
            CallOnClose(_reason!);
    }

    private void CallOnClose(string reason)
    {
        try
        {
            server.Handler.OnClose(this, reason);
        }
        catch (Exception exception)
        {
            server.Logger.HandlerFailed(id, exception);
        }
    }

    private enum Call
    {
        Open,
        Text,
        Binary,
    }
}

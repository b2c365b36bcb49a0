using System.Net.WebSockets;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace MediaNest.SocketIO.Engine;

/// <summary>
/// One WebSocket. Reading waits without a buffer; sending has no task of its own: whoever queues something while nobody sends, sends.
/// </summary>
internal sealed class WebSocketTransport(EngineSession session, WebSocket socket, HttpContext context, int maxPayload)
{
    private const int MaxProbe = 64;
    private readonly IHttpRequestLifetimeFeature? _lifetime = context.Features.Get<IHttpRequestLifetimeFeature>();
    private TaskCompletionSource? _goodbye;
    private readonly PooledBuffer _buffer = new();
    private readonly Lock _lifetimeLock = new();
    private WebSocketCloseStatus _status = WebSocketCloseStatus.NormalClosure;
    private bool _finished;

    private TaskCompletionSource Goodbye =>
        LazyInitializer.EnsureInitialized(ref _goodbye, static () => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously));

    /// <summary>Whether its client has asked for the upgrade and been answered.</summary>
    public bool IsProbed { get; private set; }

    /// <summary>Serves the WebSocket until its end; <paramref name="upgrade"/> where the session is still polling.</summary>
    public async Task RunAsync(bool upgrade)
    {
        var reason = CloseReason.TransportError;
        try
        {
            if (!upgrade || await ProbeAsync())
                reason = await ReceiveAsync();
        }
        catch (WebSocketException exception)
        {
            if (exception.WebSocketErrorCode == WebSocketError.ConnectionClosedPrematurely)
                reason = CloseReason.TransportClose;
        }
        catch (Exception exception) when (IsConnectionLoss(exception))
        {
            // the reason says so already
        }

        if (session.TransportEnded(this, reason))
        {
            await Goodbye.Task;
            session.TransportFinished();
        }

        _buffer.Release();
        lock (_lifetimeLock)
            _finished = true;
    }

    /// <summary>Sends what is queued; called by the one whom the session made the drainer.</summary>
    public void Drain() => _ = DrainAsync();

    /// <summary>Sends the close frame after what is queued.</summary>
    public void Close(WebSocketCloseStatus status)
    {
        _status = status;
        session.Flush();
    }

    /// <summary>Cuts the connection, whatever is on its way.</summary>
    public void Cut()
    {
        Goodbye.TrySetResult();
        lock (_lifetimeLock)
        {
            if (_finished)
                return;

            socket.Abort();
            _lifetime?.Abort();
        }
    }

    /// <summary>Refuses a WebSocket that no session wants.</summary>
    public static async Task RefuseAsync(WebSocket socket)
    {
        try
        {
            await socket.CloseOutputAsync(WebSocketCloseStatus.PolicyViolation, "session has a WebSocket", CancellationToken.None);
        }
        catch (Exception exception) when (IsConnectionLoss(exception))
        {
            // it is gone, as wanted
        }
    }

    private static bool IsConnectionLoss(Exception exception) =>
        exception is WebSocketException or IOException or OperationCanceledException or ObjectDisposedException or InvalidOperationException;

    /// <summary>The two packets of an upgrade. Anything else ends the WebSocket, and the session stays with polling.</summary>
    private async Task<bool> ProbeAsync()
    {
        if (await ReadProbeAsync() == WebSocketMessageType.Text && Took("2probe"u8))
        {
            await socket.SendAsync(Frame.Probe.Encoded, WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
            IsProbed = true;
            session.Probed();
            if (await ReadProbeAsync() == WebSocketMessageType.Text && Took("5"u8) && session.CompleteUpgrade(this))
                return true;
        }

        await socket.CloseOutputAsync(WebSocketCloseStatus.ProtocolError, statusDescription: null, CancellationToken.None);
        return false;
    }

    private bool Took(ReadOnlySpan<byte> expected)
    {
        var equal = _buffer.Written.SequenceEqual(expected);
        _buffer.Release();
        return equal;
    }

    /// <summary>Hands on what arrives until the client closes; returns why the session ends then.</summary>
    private async Task<string> ReceiveAsync()
    {
        while (!session.IsClosed)
        {
            // the idle wait is this one alone: a method more would hold memory for every connection
            var read = await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
            var type = await ReadAsync(read, maxPayload);
            if (type == WebSocketMessageType.Close)
                return CloseReason.TransportClose;

            if (type is null)
                session.End(CloseReason.TransportError, CloseMode.AtOnce, WebSocketCloseStatus.MessageTooBig);
            else if (type == WebSocketMessageType.Binary)
                session.ReceiveBinary(_buffer.Written, webSocket: true);
            else if (!session.ReceiveText(_buffer.Written, webSocket: true))
                session.End(CloseReason.ParseError, CloseMode.AtOnce, WebSocketCloseStatus.ProtocolError);

            _buffer.Release();
        }

        await DiscardAsync();
        return CloseReason.TransportClose;
    }

    private async ValueTask<WebSocketMessageType?> ReadProbeAsync() =>
        await ReadAsync(await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None), MaxProbe);

    /// <summary>Reads the message that has begun. Null if it is larger than the limit.</summary>
    private async ValueTask<WebSocketMessageType?> ReadAsync(ValueWebSocketReceiveResult read, int limit)
    {
        while (!read.EndOfMessage && read.MessageType != WebSocketMessageType.Close)
        {
            // fills what it is given: one byte more than allowed shows that there is too much
            read = await socket.ReceiveAsync(_buffer.Free(limit + 1), CancellationToken.None);
            _buffer.Advance(read.Count);
            if (_buffer.Length > limit)
                return null;
        }

        return read.MessageType;
    }

    /// <summary>Until the client has answered the close frame; cutting it short could take the frame from it. The session's deadline ends the wait.</summary>
    private async Task DiscardAsync()
    {
        WebSocketMessageType type;
        do
        {
            await socket.ReceiveAsync(Memory<byte>.Empty, CancellationToken.None);
            type = socket.State is WebSocketState.Open or WebSocketState.CloseSent
                ? (await socket.ReceiveAsync(_buffer.Free(maxPayload), CancellationToken.None)).MessageType
                : WebSocketMessageType.Close;
            _buffer.Release();
        }
        while (type != WebSocketMessageType.Close);
    }

    private async Task DrainAsync()
    {
        try
        {
            while (true)
            {
                var frame = session.NextFrame(out var goodbye);
                if (frame is not null)
                {
                    await socket.SendAsync(frame.Encoded, frame.IsBinary ? WebSocketMessageType.Binary : WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);
                    EngineMetrics.Sent(1, frame.Length, webSocket: true);
                    continue;
                }

                if (goodbye)
                {
                    await socket.CloseOutputAsync(_status, statusDescription: null, CancellationToken.None);
                    Goodbye.TrySetResult();
                }

                return;
            }
        }
        catch (Exception exception) when (IsConnectionLoss(exception))
        {
            Cut();
        }
    }
}

using System.Buffers.Text;
using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.WebSockets;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace MediaNest.SocketIO.Engine;

/// <summary>An Engine.IO 4 server: one instance for one path. It accepts WebSockets by itself, no middleware is needed.</summary>
internal sealed class EngineServer : IDisposable
{
    private const string ProtocolVersion = "4";
    private const string Polling = "polling";
    private const string WebSocketName = "websocket";
    private const int IdBytes = 18;
    private static readonly WebSocketAcceptContext Accepting = new() { KeepAliveInterval = Timeout.InfiniteTimeSpan, DangerousEnableCompression = false };
    private readonly ConcurrentDictionary<string, EngineSession> _sessions = new(StringComparer.Ordinal);
    private readonly OriginPolicy _origins;
    private readonly TimeProvider _time;
    private readonly WebSocketMiddleware _webSockets;
    private readonly TaskCompletionSource _empty = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _count;
    private volatile bool _stopping;

    public EngineServer(EngineOptions options, IEngineHandler handler, TimeProvider timeProvider, ILogger logger)
    {
        Options = options;
        Handler = handler;
        Logger = logger;
        _time = timeProvider;
        _origins = new OriginPolicy(options.AllowedOrigins);
        Wheel = new DeadlineWheel(timeProvider, Resolution(options), standstill: options.PingTimeout / 2);
        _webSockets = new WebSocketMiddleware(AnswerAsync, Microsoft.Extensions.Options.Options.Create(new WebSocketOptions()), NullLoggerFactory.Instance);
    }

    internal EngineOptions Options { get; }

    internal IEngineHandler Handler { get; }

    internal ILogger Logger { get; }

    internal DeadlineWheel Wheel { get; }

    /// <summary>Sessions at the moment, those included whose last packets still wait to be fetched.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Answers one request, whatever its method, transport and session.</summary>
    public Task HandleAsync(HttpContext context) => _webSockets.Invoke(context);

    /// <summary>Takes no new sessions and closes all there are; to be called when the application begins to stop, for Kestrel waits for open WebSockets.</summary>
    public async Task CloseAllAsync(CancellationToken cancellationToken)
    {
        _stopping = true;
        foreach (var session in _sessions.Values)
            session.Close(CloseReason.ServerShuttingDown);

        if (Count > 0)
            await _empty.Task.WaitAsync(cancellationToken);
    }

    /// <summary>Stops the heartbeat's timer.</summary>
    public void Dispose() => Wheel.Dispose();

    internal void Forget(EngineSession session)
    {
        if (_sessions.TryRemove(session.Id, out _) && Interlocked.Decrement(ref _count) == 0 && _stopping)
            _empty.TrySetResult();
    }

    /// <summary>A twentieth of the shortest wait, so that a ping is late by a tenth at most.</summary>
    private static TimeSpan Resolution(EngineOptions options)
    {
        var shortest = Math.Min(options.PingInterval.Ticks, options.PingTimeout.Ticks);
        return new TimeSpan(Math.Clamp(shortest / 20, TimeSpan.TicksPerMillisecond * 10, TimeSpan.TicksPerSecond / 4));
    }

    private Task AnswerAsync(HttpContext context)
    {
        if (!_origins.Admit(context))
        {
            Logger.OriginRefused(context.Request.Headers.Origin.ToString());
            return EngineError.Forbidden.WriteAsync(context);
        }

        if (HttpMethods.IsOptions(context.Request.Method))
        {
            OriginPolicy.AnswerPreflight(context);
            return Task.CompletedTask;
        }

        var query = context.Request.Query;
        var transport = query["transport"].ToString();
        if (transport is not (Polling or WebSocketName))
            return EngineError.TransportUnknown.WriteAsync(context);

        var isWebSocket = string.Equals(transport, WebSocketName, StringComparison.Ordinal);
        var id = query["sid"].ToString();
        if (id.Length == 0)
            return OpenAsync(context, isWebSocket);

        if (!_sessions.TryGetValue(id, out var session))
            return EngineError.SessionUnknown.WriteAsync(context);

        // a POST may bring the pong: it is read first
        if (isWebSocket || !HttpMethods.IsPost(context.Request.Method))
            session.CheckHeartbeat();

        return isWebSocket ? UpgradeAsync(context, session) : PollAsync(context, session);
    }

    private Task PollAsync(HttpContext context, EngineSession session)
    {
        if (context.WebSockets.IsWebSocketRequest)
            return EngineError.BadRequest.WriteAsync(context);

        if (HttpMethods.IsGet(context.Request.Method))
            return PollingTransport.GetAsync(session, context, _time);

        return HttpMethods.IsPost(context.Request.Method)
            ? PollingTransport.PostAsync(session, context, Options.MaxPayload)
            : EngineError.BadRequest.WriteAsync(context);
    }

    private Task OpenAsync(HttpContext context, bool isWebSocket)
    {
        var isUpgrade = context.WebSockets.IsWebSocketRequest;
        if (!HttpMethods.IsGet(context.Request.Method) && !isUpgrade)
            return EngineError.BadHandshakeMethod.WriteAsync(context);

        if (isWebSocket != isUpgrade)
            return EngineError.BadRequest.WriteAsync(context);

        if (!string.Equals(context.Request.Query["EIO"].ToString(), ProtocolVersion, StringComparison.Ordinal))
            return EngineError.UnsupportedProtocol.WriteAsync(context);

        if (_stopping || !TryReserve())
            return EngineError.Full.WriteAsync(context);

        var session = new EngineSession(this, NewId(), EngineHandshake.Of(context, _time.GetUtcNow()));
        return isWebSocket ? OpenWebSocketAsync(context, session) : OpenPollingAsync(context, session);
    }

    private async Task OpenPollingAsync(HttpContext context, EngineSession session)
    {
        Add(session, socket: null, greeting: null);
        await PollingTransport.WriteTextAsync(context, Greeting(session, """["websocket"]"""));
    }

    private async Task OpenWebSocketAsync(HttpContext context, EngineSession session)
    {
        WebSocketTransport transport;
        try
        {
            transport = new WebSocketTransport(session, await context.WebSockets.AcceptWebSocketAsync(Accepting), context, Options.MaxPayload);
        }
        catch
        {
            Interlocked.Decrement(ref _count);
            throw;
        }

        Add(session, transport, Frame.Packet(Greeting(session, "[]")));
        await transport.RunAsync(upgrade: false);
    }

    private async Task UpgradeAsync(HttpContext context, EngineSession session)
    {
        if (!context.WebSockets.IsWebSocketRequest)
        {
            await EngineError.BadRequest.WriteAsync(context);
            return;
        }

        // accepted even where it is refused then: a browser's WebSocket learns nothing from an HTTP status
        var socket = await context.WebSockets.AcceptWebSocketAsync(Accepting);
        var transport = new WebSocketTransport(session, socket, context, Options.MaxPayload);
        if (session.TryAttach(transport))
            await transport.RunAsync(upgrade: true);
        else
            await WebSocketTransport.RefuseAsync(socket);
    }

    private void Add(EngineSession session, WebSocketTransport? socket, Frame? greeting)
    {
        _sessions[session.Id] = session;
        session.Open(socket, greeting);

        // a session that came while all were being closed
        if (_stopping)
            session.Close(CloseReason.ServerShuttingDown);
    }

    private bool TryReserve()
    {
        var count = Interlocked.Increment(ref _count);
        if (count <= Options.MaxConnections)
            return true;

        Interlocked.Decrement(ref _count);
        Logger.Full(count - 1);
        return false;
    }

    private byte[] Greeting(EngineSession session, string upgrades) => Encoding.UTF8.GetBytes(
        $$"""0{"sid":"{{session.Id}}","upgrades":{{upgrades}},"pingInterval":{{(long)Options.PingInterval.TotalMilliseconds}},"pingTimeout":{{(long)Options.PingTimeout.TotalMilliseconds}},"maxPayload":{{Options.MaxPayload}}}""");

    private static string NewId() => Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes));
}

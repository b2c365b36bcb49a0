using System.Diagnostics.Metrics;

namespace MediaNest.Gateway;

/// <summary>The gateway's own figures.</summary>
internal sealed class GatewayMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _rejections;
    private readonly Counter<long> _rateLimited;
    private readonly Counter<long> _withoutRedis;
    private readonly UpDownCounter<long> _sockets;
    private readonly Counter<long> _socketRefusals;

    public GatewayMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("MediaNest.Gateway");
        _rejections = _meter.CreateCounter<long>("medianest.gateway.rejections", description: "Requests turned away, by error code");
        _rateLimited = _meter.CreateCounter<long>("medianest.gateway.rate_limited", description: "Requests beyond a limit, by scope");
        _withoutRedis = _meter.CreateCounter<long>("medianest.gateway.without_redis", description: "Requests judged while Redis did not answer");
        _sockets = _meter.CreateUpDownCounter<long>("medianest.gateway.sockets", description: "Socket.IO transports that are open: WebSockets and polls that wait");
        _socketRefusals = _meter.CreateCounter<long>("medianest.gateway.sockets_refused", description: "Socket.IO transports beyond a limit, by limit");
    }

    public void CountRejection(string code) => _rejections.Add(1, new KeyValuePair<string, object?>("code", code));

    public void CountRateLimited(string scope) => _rateLimited.Add(1, new KeyValuePair<string, object?>("scope", scope));

    public void CountWithoutRedis() => _withoutRedis.Add(1);

    public void CountSocket(int change) => _sockets.Add(change);

    public void CountSocketRefusal(string limit) => _socketRefusals.Add(1, new KeyValuePair<string, object?>("limit", limit));

    public void Dispose() => _meter.Dispose();
}

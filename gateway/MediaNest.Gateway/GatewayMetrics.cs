using System.Diagnostics.Metrics;

namespace MediaNest.Gateway;

/// <summary>The gateway's own figures.</summary>
internal sealed class GatewayMetrics : IDisposable
{
    private readonly Meter _meter;
    private readonly Counter<long> _rejections;
    private readonly Counter<long> _rateLimited;
    private readonly Counter<long> _withoutRedis;

    public GatewayMetrics(IMeterFactory meters)
    {
        _meter = meters.Create("MediaNest.Gateway");
        _rejections = _meter.CreateCounter<long>("medianest.gateway.rejections", description: "Requests turned away, by error code");
        _rateLimited = _meter.CreateCounter<long>("medianest.gateway.rate_limited", description: "Requests beyond a limit, by scope");
        _withoutRedis = _meter.CreateCounter<long>("medianest.gateway.without_redis", description: "Requests judged while Redis did not answer");
    }

    public void CountRejection(string code) => _rejections.Add(1, new KeyValuePair<string, object?>("code", code));

    public void CountRateLimited(string scope) => _rateLimited.Add(1, new KeyValuePair<string, object?>("scope", scope));

    public void CountWithoutRedis() => _withoutRedis.Add(1);

    public void Dispose() => _meter.Dispose();
}

using System.Diagnostics.Metrics;

namespace MediaNest.Notification.Realtime;

/// <summary>What the protocol's own meter (<c>MediaNest.SocketIO</c>) cannot tell.</summary>
internal sealed class RealtimeMetrics : IDisposable
{
    public const string MeterName = "MediaNest.Notification";

    private readonly Meter _meter;
    private readonly Counter<long> _announced;
    private readonly Counter<long> _acks;
    private readonly Counter<long> _evictions;

    public RealtimeMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _announced = _meter.CreateCounter<long>("medianest.notification.announced", "{event}", "Events sent to sockets, by name; aliases are not counted.");
        _acks = _meter.CreateCounter<long>("medianest.notification.acks", "{ack}", "Acknowledgements that clients were asked for, by event and by whether they came.");
        _evictions = _meter.CreateCounter<long>("medianest.notification.evictions", "{eviction}", "Sessions and sockets thrown out, by reason.");
    }

    public void Announced(string eventName) => _announced.Add(1, new KeyValuePair<string, object?>("event", eventName));

    public void Acknowledged(string eventName, int came, int missing)
    {
        _acks.Add(came, new("event", eventName), new("came", true));
        _acks.Add(missing, new("event", eventName), new("came", false));
    }

    public void Evicted(string reason) => _evictions.Add(1, new KeyValuePair<string, object?>("reason", reason));

    public void Dispose() => _meter.Dispose();
}

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
    private readonly Counter<long> _commands;

    public RealtimeMetrics(IMeterFactory meters)
    {
        _meter = meters.Create(MeterName);
        _announced = _meter.CreateCounter<long>("medianest.notification.announced", "{event}", "Events sent to sockets, by name; aliases are not counted.");
        _acks = _meter.CreateCounter<long>("medianest.notification.acks", "{ack}", "Acknowledgements that clients were asked for, by event and by whether they came.");
        _evictions = _meter.CreateCounter<long>("medianest.notification.evictions", "{eviction}", "Sessions and sockets thrown out, by reason.");
        _commands = _meter.CreateCounter<long>("medianest.notification.commands", "{command}", "Commands that clients sent, by name and by what became of them.");
    }

    public void Announced(string eventName) => _announced.Add(1, new KeyValuePair<string, object?>("event", eventName));

    public void Acknowledged(string eventName, bool came) => _acks.Add(1, new("event", eventName), new("came", came));

    public void Evicted(string reason) => _evictions.Add(1, new KeyValuePair<string, object?>("reason", reason));

    /// <summary>A command was handled; the code is that of its error, or <c>OK</c>.</summary>
    public void Handled(string command, string code) => _commands.Add(1, new("command", command), new("code", code));

    public void Dispose() => _meter.Dispose();
}

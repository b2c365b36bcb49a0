using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace MediaNest.SocketIO;

/// <summary>What the server reports about itself. Connections, bytes and queues are the engine's to count.</summary>
public sealed class SocketIOTelemetry
{
    /// <summary>Name of the meter and of the activity source.</summary>
    public const string Name = "MediaNest.SocketIO";

    private readonly UpDownCounter<long> _sockets;
    private readonly Counter<long> _events;
    private readonly Counter<long> _refusals;
    private readonly Counter<long> _recoveries;
    private readonly Counter<long> _redisFailures;
    private readonly Histogram<double> _handlerTime;

    internal SocketIOTelemetry(IMeterFactory meters)
    {
        var meter = meters.Create(Name);
        _sockets = meter.CreateUpDownCounter<long>("socketio.sockets", "{socket}", "Sockets connected now, by namespace.");
        _events = meter.CreateCounter<long>("socketio.events", "{event}", "Events received and sent, by namespace and direction; a broadcast counts once for each receiver.");
        _refusals = meter.CreateCounter<long>("socketio.refusals", "{refusal}", "What was refused, by reason.");
        _recoveries = meter.CreateCounter<long>("socketio.recoveries", "{socket}", "Returning sockets, by whether their state was recovered.");
        _redisFailures = meter.CreateCounter<long>("socketio.redis.failures", "{failure}", "Broadcasts that stayed on this instance because Redis was away.");
        _handlerTime = meter.CreateHistogram("socketio.handler.duration", "s", "Time in a handler of the application.",
            advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = [0.0005, 0.001, 0.005, 0.01, 0.05, 0.1, 0.5, 1, 5] });
    }

    internal static ActivitySource Source { get; } = new(Name);

    internal void SocketOpened(string name) => _sockets.Add(1, Of("socketio.namespace", name));

    internal void SocketClosed(string name) => _sockets.Add(-1, Of("socketio.namespace", name));

    internal void Received(string name) => _events.Add(1, Of("socketio.namespace", name), Of("socketio.direction", "in"));

    internal void Sent(string name, int receivers) => _events.Add(receivers, Of("socketio.namespace", name), Of("socketio.direction", "out"));

    internal void Refused(string reason) => _refusals.Add(1, Of("reason", reason));

    internal void Returned(bool recovered) => _recoveries.Add(1, Of("recovered", recovered));

    internal void RedisFailed() => _redisFailures.Add(1);

    internal void Handled(string name, double seconds) => _handlerTime.Record(seconds, Of("socketio.namespace", name));

    private static KeyValuePair<string, object?> Of(string key, object? value) => new(key, value);
}

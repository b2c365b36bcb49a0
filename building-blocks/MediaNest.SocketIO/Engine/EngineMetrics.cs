using System.Diagnostics.Metrics;

namespace MediaNest.SocketIO.Engine;

/// <summary>What the engine counts, in the meter <c>MediaNest.SocketIO</c>.</summary>
internal static class EngineMetrics
{
    public const string MeterName = "MediaNest.SocketIO";
    private const string Polling = "polling";
    private const string WebSocket = "websocket";
    private static readonly Meter Meter = new(MeterName);
    private static readonly UpDownCounter<int> Connections = Meter.CreateUpDownCounter<int>("socketio.connections", "{connection}", "Open Engine.IO sessions by transport.");
    private static readonly Counter<long> PacketsIn = Meter.CreateCounter<long>("socketio.packets.received", "{packet}", "Engine.IO packets received.");
    private static readonly Counter<long> PacketsOut = Meter.CreateCounter<long>("socketio.packets.sent", "{packet}", "Engine.IO packets sent.");
    private static readonly Counter<long> BytesIn = Meter.CreateCounter<long>("socketio.bytes.received", "By", "Bytes of the packets received.");
    private static readonly Counter<long> BytesOut = Meter.CreateCounter<long>("socketio.bytes.sent", "By", "Bytes of the packets sent.");
    private static readonly Counter<long> Overflows = Meter.CreateCounter<long>("socketio.queue.overflows", "{connection}", "Sessions closed because their client did not read.");

    public static void Opened(bool webSocket) => Connections.Add(1, Transport(webSocket));

    public static void Closed(bool webSocket) => Connections.Add(-1, Transport(webSocket));

    public static void Upgraded()
    {
        Closed(webSocket: false);
        Opened(webSocket: true);
    }

    public static void Received(int bytes, bool webSocket)
    {
        PacketsIn.Add(1, Transport(webSocket));
        BytesIn.Add(bytes, Transport(webSocket));
    }

    public static void Sent(int packets, long bytes, bool webSocket)
    {
        PacketsOut.Add(packets, Transport(webSocket));
        BytesOut.Add(bytes, Transport(webSocket));
    }

    public static void Overflowed() => Overflows.Add(1);

    private static KeyValuePair<string, object?> Transport(bool webSocket) => new("transport", webSocket ? WebSocket : Polling);
}

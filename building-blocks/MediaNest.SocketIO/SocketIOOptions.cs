using System.ComponentModel.DataAnnotations;
using System.Text.Json;

namespace MediaNest.SocketIO;

/// <summary>Section <c>SocketIO</c>.</summary>
public sealed class SocketIOOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string SectionName = "SocketIO";

    /// <summary>From a pong to the next ping, milliseconds, 100–300 000.</summary>
    [Range(100, 300_000, ErrorMessage = "SocketIO:PingIntervalMilliseconds must lie between 100 and 300000.")]
    public int PingIntervalMilliseconds { get; set; } = 25_000;

    /// <summary>From a ping to its pong at the latest, milliseconds, 100–300 000.</summary>
    [Range(100, 300_000, ErrorMessage = "SocketIO:PingTimeoutMilliseconds must lie between 100 and 300000.")]
    public int PingTimeoutMilliseconds { get; set; } = 20_000;

    /// <summary>How long an upgrade to WebSocket may take, milliseconds, 100–300 000.</summary>
    [Range(100, 300_000, ErrorMessage = "SocketIO:UpgradeTimeoutMilliseconds must lie between 100 and 300000.")]
    public int UpgradeTimeoutMilliseconds { get; set; } = 10_000;

    /// <summary>How long a connection may be without a namespace, milliseconds, 100–300 000.</summary>
    [Range(100, 300_000, ErrorMessage = "SocketIO:ConnectTimeoutMilliseconds must lie between 100 and 300000.")]
    public int ConnectTimeoutMilliseconds { get; set; } = 45_000;

    /// <summary>Largest message or POST, bytes, 1 000–100 000 000.</summary>
    [Range(1_000, 100_000_000, ErrorMessage = "SocketIO:MaxPayloadBytes must lie between 1000 and 100000000.")]
    public int MaxPayloadBytes { get; set; } = 1_000_000;

    /// <summary>Binary attachments of one packet, 0–1 000.</summary>
    [Range(0, 1_000, ErrorMessage = "SocketIO:MaxAttachments must lie between 0 and 1000.")]
    public int MaxAttachments { get; set; } = 10;

    /// <summary>Largest packet together with its attachments, bytes, 1 000–1 000 000 000; not below <see cref="MaxPayloadBytes"/>. Past it the connection is closed.</summary>
    [Range(1_000, 1_000_000_000, ErrorMessage = "SocketIO:MaxPacketBytes must lie between 1000 and 1000000000.")]
    public int MaxPacketBytes { get; set; } = 4_000_000;

    /// <summary>Packets that may wait for a client that does not read, 10–1 000 000. Past it the connection is closed.</summary>
    [Range(10, 1_000_000, ErrorMessage = "SocketIO:MaxQueuedPackets must lie between 10 and 1000000.")]
    public int MaxQueuedPackets { get; set; } = 1_000;

    /// <summary>Bytes that may wait for a client that does not read, 1 000–1 000 000 000. Past it the connection is closed.</summary>
    [Range(1_000, 1_000_000_000, ErrorMessage = "SocketIO:MaxQueuedBytes must lie between 1000 and 1000000000.")]
    public int MaxQueuedBytes { get; set; } = 4_000_000;

    /// <summary>Connections at a time, 1–1 000 000.</summary>
    [Range(1, 1_000_000, ErrorMessage = "SocketIO:MaxConnections must lie between 1 and 1000000.")]
    public int MaxConnections { get; set; } = 50_000;

    /// <summary>Connections of one <see cref="Socket.UserKey"/> on this instance, 0–100 000; 0 for no limit.</summary>
    [Range(0, 100_000, ErrorMessage = "SocketIO:MaxConnectionsPerUser must lie between 0 and 100000.")]
    public int MaxConnectionsPerUser { get; set; }

    /// <summary>Events of one socket that may wait for its handler, 1–100 000. Past it the connection is closed.</summary>
    [Range(1, 100_000, ErrorMessage = "SocketIO:MaxWaitingEvents must lie between 1 and 100000.")]
    public int MaxWaitingEvents { get; set; } = 1_000;

    /// <summary>
    /// Bytes of one socket that may wait for its handler, and of what may wait for the socket while middleware decides, 1 000–1 000 000 000; what it sent
    /// as <c>auth</c> counts while it lives. One event alone may be larger. Past it the connection is closed.
    /// </summary>
    [Range(1_000, 1_000_000_000, ErrorMessage = "SocketIO:MaxWaitingBytes must lie between 1000 and 1000000000.")]
    public int MaxWaitingBytes { get; set; } = 4_000_000;

    /// <summary>
    /// Events of one socket in a second, 0–1 000 000; 0 for no limit. Further ones are dropped with an <c>error</c> event;
    /// a socket that goes on so is disconnected.
    /// </summary>
    [Range(0, 1_000_000, ErrorMessage = "SocketIO:MaxEventsPerSecond must lie between 0 and 1000000.")]
    public int MaxEventsPerSecond { get; set; } = 100;

    /// <summary>How long the state of a disconnected socket is kept for it, seconds, 0–3 600; 0 switches recovery off.</summary>
    [Range(0, 3_600, ErrorMessage = "SocketIO:RecoverySeconds must lie between 0 and 3600.")]
    public int RecoverySeconds { get; set; }

    /// <summary>Packets kept for recovery, per namespace, 10–1 000 000.</summary>
    [Range(10, 1_000_000, ErrorMessage = "SocketIO:RecoveryLogLength must lie between 10 and 1000000.")]
    public int RecoveryLogLength { get; set; } = 10_000;

    /// <summary>Origins of pages that may connect, besides the server's own; <c>*</c> for every origin.</summary>
    public IList<string> AllowedOrigins { get; } = [];

    /// <summary>How arguments become JSON. Names are camelCase unless told otherwise.</summary>
    public JsonSerializerOptions Json { get; set; } = new(JsonSerializerDefaults.Web);

    internal TimeSpan RecoveryDuration => TimeSpan.FromSeconds(RecoverySeconds);
}

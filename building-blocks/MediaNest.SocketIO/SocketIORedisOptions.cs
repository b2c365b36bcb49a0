using System.ComponentModel.DataAnnotations;

namespace MediaNest.SocketIO;

/// <summary>Section <c>SocketIO:Redis</c>. The connection is the application's <c>IConnectionMultiplexer</c>. Redis 7 or later.</summary>
public sealed class SocketIORedisOptions
{
    /// <summary>Name of the configuration section.</summary>
    public const string SectionName = "SocketIO:Redis";

    /// <summary>Starts every key and channel; all instances of an application have the same. Letters, digits, <c>- _ :</c>.</summary>
    [Required, RegularExpression("^[A-Za-z0-9:_-]{1,64}$", ErrorMessage = "SocketIO:Redis:KeyPrefix must have 1–64 letters, digits, '-', '_' or ':'.")]
    public string KeyPrefix { get; set; } = "socketio:";

    /// <summary>How long Redis may take before a broadcast stays on this instance, milliseconds, 50–30 000.</summary>
    [Range(50, 30_000, ErrorMessage = "SocketIO:Redis:TimeoutMilliseconds must lie between 50 and 30000.")]
    public int TimeoutMilliseconds { get; set; } = 1_000;

    /// <summary>How long other instances may take to tell of their sockets, milliseconds, 50–30 000.</summary>
    [Range(50, 30_000, ErrorMessage = "SocketIO:Redis:FetchTimeoutMilliseconds must lie between 50 and 30000.")]
    public int FetchTimeoutMilliseconds { get; set; } = 1_000;

    internal TimeSpan Timeout => TimeSpan.FromMilliseconds(TimeoutMilliseconds);
}

using System.ComponentModel.DataAnnotations;

namespace MediaNest.Gateway.Sockets;

/// <summary>How many Socket.IO transports (WebSockets and polls that wait) may be open, and how fast new ones may come. Section <c>SocketConnections</c>.</summary>
internal sealed class SocketConnectionOptions
{
    public const string SectionName = "SocketConnections";

    /// <summary>At a time from one address (of IPv6: one /64 network). A household is behind one; a page takes one, for a moment two.</summary>
    [Range(1, 1_000_000, ErrorMessage = "SocketConnections:PerAddress must be between 1 and 1000000.")]
    public int PerAddress { get; set; } = 200;

    /// <summary>At a time in all, through this gateway.</summary>
    [Range(1, 1_000_000, ErrorMessage = "SocketConnections:Total must be between 1 and 1000000.")]
    public int Total { get; set; } = 20_000;

    /// <summary>New ones from one address in any <see cref="HandshakeWindow"/>, evenly refilled.</summary>
    [Range(1, 1_000_000, ErrorMessage = "SocketConnections:HandshakesPerAddress must be between 1 and 1000000.")]
    public int HandshakesPerAddress { get; set; } = 100;

    /// <summary>The window of <see cref="HandshakesPerAddress"/>.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "01:00:00", ErrorMessage = "SocketConnections:HandshakeWindow must be between 00:00:01 and 01:00:00.")]
    public TimeSpan HandshakeWindow { get; set; } = TimeSpan.FromSeconds(10);
}

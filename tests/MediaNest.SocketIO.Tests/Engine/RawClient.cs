using System.Net;
using System.Net.Sockets;
using System.Text;
using TcpSocket = System.Net.Sockets.Socket;

namespace MediaNest.SocketIO.Tests.Engine;

/// <summary>A bare TCP connection, for what no decent client would send.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Patience = MediaNest.Testing.Eventually.Patience;
    private readonly TcpSocket _socket;

    private RawClient(TcpSocket socket) => _socket = socket;

    public static Task<RawClient> ConnectAsync(EngineApp app) => ConnectAsync(app.Address);

    /// <summary>Connects, from another loopback address if told so: each has its own ports.</summary>
    public static async Task<RawClient> ConnectAsync(Uri server, IPAddress? source = null)
    {
        var socket = new TcpSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 4096 };
        if (source is not null)
            socket.Bind(new IPEndPoint(source, 0));

        await socket.ConnectAsync(server.Host, server.Port);
        return new RawClient(socket);
    }

    /// <summary>A WebSocket session whose open packet has been read, and nothing after it.</summary>
    public static Task<(RawClient Client, string Sid)> OpenWebSocketAsync(EngineApp app) => OpenWebSocketAsync(app.Address, EngineApp.Path);

    /// <inheritdoc cref="OpenWebSocketAsync(EngineApp)"/>
    public static async Task<(RawClient Client, string Sid)> OpenWebSocketAsync(Uri server, string path)
    {
        var client = await ConnectAsync(server);
        await client.SendAsync(
            $"GET {path}?EIO=4&transport=websocket HTTP/1.1\r\nHost: {server.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        var answer = await client.ReadUntilAsync("}");
        return (client, EngineApp.SidOf(answer[answer.IndexOf("0{", StringComparison.Ordinal)..]));
    }

    /// <summary>A frame of a client. Its mask is zero.</summary>
    /// <param name="head">Final bit, reserved bits and opcode.</param>
    /// <param name="payload">Up to 65,535 bytes.</param>
    public static byte[] Frame(byte head, ReadOnlySpan<byte> payload) => payload.Length < 126
        ? [head, (byte)(0x80 | payload.Length), 0, 0, 0, 0, .. payload]
        : [head, 0x80 | 126, (byte)(payload.Length >> 8), (byte)payload.Length, 0, 0, 0, 0, .. payload];

    public Task SendAsync(string text) => SendAsync(Encoding.ASCII.GetBytes(text));

    public async Task SendAsync(byte[] bytes)
    {
        try
        {
            for (var sent = 0; sent < bytes.Length;)
                sent += await _socket.SendAsync(bytes.AsMemory(sent)).AsTask().WaitAsync(Patience);
        }
        catch (SocketException)
        {
            // the server has hung up already
        }
    }

    public async Task<string> ReadUntilAsync(string end)
    {
        var answer = new StringBuilder();
        var buffer = new byte[1024];
        int read;
        while (!answer.ToString().EndsWith(end, StringComparison.Ordinal) && (read = await _socket.ReceiveAsync(buffer).WaitAsync(Patience)) > 0)
            answer.Append(Encoding.Latin1.GetString(buffer, 0, read));

        return answer.ToString();
    }

    public void Dispose() => _socket.Dispose();
}

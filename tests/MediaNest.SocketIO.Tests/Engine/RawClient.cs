using System.Net.Sockets;
using System.Text;
using TcpSocket = System.Net.Sockets.Socket;

namespace MediaNest.SocketIO.Tests.Engine;

/// <summary>A bare TCP connection, for what no decent client would send.</summary>
internal sealed class RawClient : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(20);
    private readonly TcpSocket _socket;

    private RawClient(TcpSocket socket) => _socket = socket;

    public static async Task<RawClient> ConnectAsync(EngineApp app, int receiveBuffer = 4096)
    {
        var socket = new TcpSocket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = receiveBuffer };
        await socket.ConnectAsync(app.Address.Host, app.Address.Port);
        return new RawClient(socket);
    }

    /// <summary>A WebSocket session whose open packet has been read, and nothing after it.</summary>
    public static async Task<(RawClient Client, string Sid)> OpenWebSocketAsync(EngineApp app)
    {
        var client = await ConnectAsync(app);
        await client.SendAsync(
            $"GET {EngineApp.Query("websocket")} HTTP/1.1\r\nHost: {app.Address.Authority}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n" +
            "Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n");
        var answer = await client.ReadUntilAsync("}");
        return (client, EngineApp.SidOf(answer[answer.IndexOf("0{", StringComparison.Ordinal)..]));
    }

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

using System.Net.WebSockets;
using System.Text;

namespace MediaNest.SocketIO.Tests.Engine;

/// <summary>A raw WebSocket: messages as text, binary as <c>hex:…</c>, the end as <c>close:code</c>.</summary>
internal sealed class TestSocket(ClientWebSocket socket) : IDisposable
{
    private static readonly TimeSpan Patience = MediaNest.Testing.Eventually.Patience;

    public static async Task<TestSocket> ConnectAsync(Uri url, Action<ClientWebSocketOptions>? configure = null)
    {
        var socket = new ClientWebSocket();
        configure?.Invoke(socket.Options);
        await socket.ConnectAsync(url, CancellationToken.None).WaitAsync(Patience);
        return new TestSocket(socket);
    }

    public ClientWebSocket Raw => socket;

    public Task SendAsync(string text, bool end = true) =>
        socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, end, CancellationToken.None).WaitAsync(Patience);

    public Task SendAsync(byte[] data) => socket.SendAsync(data, WebSocketMessageType.Binary, true, CancellationToken.None).WaitAsync(Patience);

    public async Task<string> ReceiveAsync()
    {
        using var message = new MemoryStream();
        var buffer = new byte[8192];
        while (true)
        {
            WebSocketReceiveResult read;
            try
            {
                read = await socket.ReceiveAsync(buffer, CancellationToken.None).WaitAsync(Patience);
            }
            catch (WebSocketException)
            {
                return "cut";
            }

            if (read.MessageType == WebSocketMessageType.Close)
                return $"close:{(int?)read.CloseStatus}";

            await message.WriteAsync(buffer.AsMemory(0, read.Count));
            if (read.EndOfMessage)
                return read.MessageType == WebSocketMessageType.Text ? Encoding.UTF8.GetString(message.ToArray()) : $"hex:{Convert.ToHexString(message.ToArray())}";
        }
    }

    public Task CloseAsync() => socket.CloseAsync(WebSocketCloseStatus.NormalClosure, null, CancellationToken.None).WaitAsync(Patience);

    public void Dispose() => socket.Dispose();
}

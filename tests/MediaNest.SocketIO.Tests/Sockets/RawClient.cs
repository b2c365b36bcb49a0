using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace MediaNest.SocketIO.Tests.Sockets;

/// <summary>A client that speaks the protocol by hand.</summary>
internal sealed class RawClient : IAsyncDisposable
{
    private static readonly TimeSpan Patience = MediaNest.Testing.Eventually.Patience;
    private readonly ClientWebSocket _socket = new();

    public string Sid { get; private set; } = "";

    public string? Pid { get; private set; }

    public static async Task<RawClient> OpenAsync(Uri address)
    {
        var client = new RawClient();
        await client._socket.ConnectAsync(address, TestContext.Current.CancellationToken);
        (await client.ReceiveAsync())!.ShouldStartWith("0{");
        return client;
    }

    /// <summary>Joins a namespace and takes its answer.</summary>
    public async Task JoinAsync(string name = "/", string auth = "")
    {
        var header = name == "/" ? "" : name + ",";
        await SendAsync($"40{header}{auth}");
        var answer = (await ReceiveAsync())!;
        answer.ShouldStartWith($"40{header}{{");
        var body = JsonElement.Parse(answer[(2 + header.Length)..]);
        Sid = body.GetProperty("sid").GetString()!;
        Pid = body.TryGetProperty("pid", out var pid) ? pid.GetString() : null;
    }

    public Task SendAsync(string message) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, TestContext.Current.CancellationToken);

    public Task SendAsync(byte[] data) =>
        _socket.SendAsync(data, WebSocketMessageType.Binary, endOfMessage: true, TestContext.Current.CancellationToken);

    /// <summary>The next message, <c>b:</c> and hex if it is binary; null at the end of the connection. Pings are answered.</summary>
    public async Task<string?> ReceiveAsync()
    {
        using var timeout = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        timeout.CancelAfter(Patience);
        while (true)
        {
            using var message = new MemoryStream();
            var buffer = new byte[4096];
            WebSocketReceiveResult part;
            try
            {
                do
                {
                    part = await _socket.ReceiveAsync(buffer, timeout.Token);
                    await message.WriteAsync(buffer.AsMemory(0, part.Count), timeout.Token);
                }
                while (!part.EndOfMessage);
            }
            catch (WebSocketException)
            {
                return null;
            }

            switch (part.MessageType)
            {
                case WebSocketMessageType.Close:
                    return null;
                case WebSocketMessageType.Binary:
                    return "b:" + Convert.ToHexString(message.ToArray());
            }

            var text = Encoding.UTF8.GetString(message.ToArray());
            if (text == "2")
            {
                await SendAsync("3");
            }
            else
            {
                return text;
            }
        }
    }

    /// <summary>Reads until the connection ends, whatever else comes.</summary>
    public async Task<IReadOnlyList<string>> ReceiveToEndAsync()
    {
        List<string> messages = [];
        while (await ReceiveAsync() is { } message)
        {
            messages.Add(message);
        }

        return messages;
    }

    /// <summary>Cuts the connection without a word.</summary>
    public void Cut() => _socket.Abort();

    public ValueTask DisposeAsync()
    {
        _socket.Dispose();
        return ValueTask.CompletedTask;
    }
}

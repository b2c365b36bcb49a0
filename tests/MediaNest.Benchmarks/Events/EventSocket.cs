using System.Diagnostics;
using System.Globalization;
using System.Net.WebSockets;
using System.Text;
using System.Text.Json;

namespace MediaNest.Benchmarks.Events;

/// <summary>A socket of one user, through the gateway. Hands on what it is told of requests, with the time it came.</summary>
internal sealed class EventSocket : IDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly TaskCompletionSource<long> _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _namespace;
    private readonly Action<Told> _onTold;

    private EventSocket(string name, Action<Told> onTold)
    {
        _namespace = name;
        _onTold = onTold;
    }

    /// <summary>When the server ended it, as a time stamp.</summary>
    public Task<long> Ended => _ended.Task;

    /// <summary>Joins a namespace and listens until it is disposed.</summary>
    public static async Task<EventSocket> OpenAsync(int port, string name, string token, Action<Told> onTold)
    {
        var socket = new EventSocket(name, onTold);
        await socket._socket.ConnectAsync(
            new Uri($"ws://127.0.0.1:{port.ToString(CultureInfo.InvariantCulture)}/socket.io/?EIO=4&transport=websocket"), CancellationToken.None);
        await socket.SendAsync($"40{name},{JsonSerializer.Serialize(new { token })}");
        var joined = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _ = socket.ReceiveAsync(joined);
        await joined.Task.WaitAsync(TimeSpan.FromSeconds(30));
        return socket;
    }

    public void Dispose() => _socket.Dispose();

    private Task SendAsync(string text) => _socket.SendAsync(Encoding.UTF8.GetBytes(text), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private async Task ReceiveAsync(TaskCompletionSource joined)
    {
        var buffer = new byte[64 * 1024];
        var filled = 0;
        try
        {
            while (true)
            {
                var part = await _socket.ReceiveAsync(buffer.AsMemory(filled), CancellationToken.None);
                filled += part.Count;
                if (part.MessageType == WebSocketMessageType.Close)
                {
                    _ended.TrySetResult(Stopwatch.GetTimestamp());
                    joined.TrySetException(new InvalidOperationException("The socket was closed."));
                    return;
                }

                if (part.EndOfMessage)
                {
                    await OnAsync(buffer.AsMemory(0, filled), TimeProvider.System.GetUtcNow(), joined);
                    filled = 0;
                }
            }
        }
        catch (Exception e) when (e is WebSocketException or ObjectDisposedException or InvalidOperationException)
        {
            joined.TrySetException(e);
        }
    }

    private async Task OnAsync(ReadOnlyMemory<byte> message, DateTimeOffset at, TaskCompletionSource joined)
    {
        if (message.Span.SequenceEqual("2"u8))
        {
            await SendAsync("3");
        }
        else if (message.Span.StartsWith("40"u8))
        {
            joined.TrySetResult();
        }
        else if (message.Span.StartsWith("41"u8))
        {
            _ended.TrySetResult(Stopwatch.GetTimestamp());
        }
        else if (message.Span.StartsWith("44"u8))
        {
            throw new InvalidOperationException(Encoding.UTF8.GetString(message.Span));
        }
        else if (message.Span.StartsWith("42"u8))
        {
            OnEvent(message[("42,".Length + _namespace.Length)..], at);
        }
    }

    private void OnEvent(ReadOnlyMemory<byte> payload, DateTimeOffset at)
    {
        var start = payload.Span.IndexOf((byte)'[');
        using var arguments = JsonDocument.Parse(payload[start..]);
        var dated = arguments.RootElement[0].GetString() switch
        {
            "request:created" => "createdAt",
            "request:updated" => "updatedAt",
            _ => null,
        };
        if (dated is not null)
        {
            var request = arguments.RootElement[1];
            _onTold(new Told(_namespace, request.GetProperty("id").GetGuid(), at, at - request.GetProperty(dated).GetDateTimeOffset()));
        }
    }
}

/// <summary>A socket was told of a request.</summary>
/// <param name="Namespace">Where.</param>
/// <param name="Request">Which.</param>
/// <param name="At">When it came.</param>
/// <param name="Latency">Since the time by which media dates the change.</param>
internal sealed record Told(string Namespace, Guid Request, DateTimeOffset At, TimeSpan Latency);

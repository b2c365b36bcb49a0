using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using MediaNest.Testing;

namespace MediaNest.Notification.Tests.Realtime;

/// <summary>An event that a socket got.</summary>
public sealed record ReceivedEvent(string Name, IReadOnlyList<JsonElement> Arguments, int? AckId)
{
    public JsonElement Payload => Arguments[0];
}

/// <summary>One namespace of one WebSocket, by the protocol itself: sees every packet, answers pings and, if told to, acknowledges events.</summary>
public sealed class TestSocket : IAsyncDisposable
{
    private readonly ClientWebSocket _socket = new();
    private readonly Lock _lock = new();
    private readonly List<ReceivedEvent> _events = [];
    private readonly Dictionary<int, TaskCompletionSource<JsonElement>> _acks = [];
    private readonly TaskCompletionSource<JsonElement?> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly string _header;
    private Task _reading = Task.CompletedTask;
    private volatile bool _disconnected;
    private int _lastAck;

    private TestSocket(string name) => _header = name == "/" ? "" : name + ",";

    /// <summary>What <c>connect_error</c> said; null where the socket got in.</summary>
    public JsonElement? Refusal { get; private set; }

    public string Id { get; private set; } = "";

    public string? Pid { get; private set; }

    /// <summary>The place in the log that the last event told, for a recovery.</summary>
    public string? Offset { get; private set; }

    /// <summary>Whether events that ask for an acknowledgement get one.</summary>
    public bool Acknowledges { get; set; } = true;

    public bool IsDisconnected => _disconnected;

    public IReadOnlyList<ReceivedEvent> Events
    {
        get
        {
            lock (_lock)
            {
                return [.. _events];
            }
        }
    }

    /// <summary>Opens the connection and asks for the namespace; let in or not.</summary>
    public static async Task<TestSocket> OpenAsync(
        Uri server, string name, object? auth = null, string query = "", IReadOnlyDictionary<string, string>? headers = null)
    {
        var client = new TestSocket(name);
        foreach (var (key, value) in headers ?? new Dictionary<string, string>(StringComparer.Ordinal))
        {
            client._socket.Options.SetRequestHeader(key, value);
        }

        var address = new UriBuilder(server) { Scheme = "ws", Path = "/socket.io/", Query = "EIO=4&transport=websocket" + query }.Uri;
        await client._socket.ConnectAsync(address, TestContext.Current.CancellationToken);
        client._reading = client.ReadAsync();
        await client.SendAsync("40" + client._header + (auth is string raw ? raw : auth is null ? "" : JsonSerializer.Serialize(auth)));
        client.Refusal = await client._answer.Task.WaitAsync(NotificationApp.Patience);
        return client;
    }

    public IReadOnlyList<ReceivedEvent> Named(string name) => [.. Events.Where(received => received.Name == name)];

    /// <summary>The first event of a name that fits, waited for.</summary>
    public async Task<ReceivedEvent> WaitAsync(string name, Func<JsonElement, bool>? fits = null)
    {
        await Eventually.Async(() => First() is not null, NotificationApp.Patience, $"the socket gets {name}");
        return First()!;

        ReceivedEvent? First() => Named(name).FirstOrDefault(received => fits?.Invoke(received.Payload) ?? true);
    }

    public Task WaitForDisconnectionAsync() => Eventually.Async(() => IsDisconnected, NotificationApp.Patience, "the socket is disconnected");

    public Task EmitAsync(string name, params object?[] arguments) => SendAsync("42" + _header + JsonSerializer.Serialize((object?[])[name, .. arguments]));

    /// <summary>Sends an event and gives the first argument of its acknowledgement.</summary>
    public async Task<JsonElement> AskAsync(string name, params object?[] arguments)
    {
        TaskCompletionSource<JsonElement> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        int id;
        lock (_lock)
        {
            id = ++_lastAck;
            _acks[id] = answer;
        }

        await SendAsync($"42{_header}{id}{JsonSerializer.Serialize((object?[])[name, .. arguments])}");
        return await answer.Task.WaitAsync(NotificationApp.Patience);
    }

    /// <summary>Cuts the connection without a word, as a network does.</summary>
    public void Cut() => _socket.Abort();

    public async ValueTask DisposeAsync()
    {
        _socket.Abort();
        await _reading;
        _socket.Dispose();
    }

    private Task SendAsync(string message) =>
        _socket.SendAsync(Encoding.UTF8.GetBytes(message), WebSocketMessageType.Text, endOfMessage: true, CancellationToken.None);

    private async Task ReadAsync()
    {
        var buffer = new byte[64 * 1024];
        try
        {
            while (true)
            {
                using var message = new MemoryStream();
                WebSocketReceiveResult part;
                do
                {
                    part = await _socket.ReceiveAsync(buffer, CancellationToken.None);
                    message.Write(buffer.AsSpan(0, part.Count));
                }
                while (!part.EndOfMessage);

                if (part.MessageType == WebSocketMessageType.Close)
                {
                    break;
                }

                await TakeAsync(Encoding.UTF8.GetString(message.ToArray()));
            }
        }
        catch (Exception exception) when (exception is WebSocketException or OperationCanceledException or ObjectDisposedException)
        {
            // cut, by whichever side
        }

        _disconnected = true;
        _answer.TrySetException(new InvalidOperationException("The connection ended before the namespace answered."));
    }

    private async Task TakeAsync(string message)
    {
        if (message == "2")
        {
            await SendAsync("3");
        }
        else if (message.StartsWith("40", StringComparison.Ordinal))
        {
            var body = JsonElement.Parse(message[(2 + _header.Length)..]);
            Id = body.GetProperty("sid").GetString()!;
            Pid = body.TryGetProperty("pid", out var pid) ? pid.GetString() : null;
            _answer.TrySetResult(null);
        }
        else if (message.StartsWith("44", StringComparison.Ordinal))
        {
            _answer.TrySetResult(JsonElement.Parse(message[(2 + _header.Length)..]));
        }
        else if (message.StartsWith("41", StringComparison.Ordinal))
        {
            _disconnected = true;
        }
        else if (message.StartsWith("42", StringComparison.Ordinal) || message.StartsWith("43", StringComparison.Ordinal))
        {
            await TakeEventAsync(isAck: message[1] == '3', message[(2 + _header.Length)..]);
        }
    }

    private async Task TakeEventAsync(bool isAck, string text)
    {
        var start = text.IndexOf('[', StringComparison.Ordinal);
        int? id = start > 0 ? int.Parse(text[..start], System.Globalization.CultureInfo.InvariantCulture) : null;
        JsonElement[] data = [.. JsonElement.Parse(text[start..]).EnumerateArray()];
        if (isAck)
        {
            TaskCompletionSource<JsonElement>? answer;
            lock (_lock)
            {
                _acks.Remove(id!.Value, out answer);
            }

            answer?.TrySetResult(data.FirstOrDefault());
            return;
        }

        // with recovery, the last argument is the event's place in the log
        JsonElement[] arguments = data[1..];
        if (Pid is not null && arguments is [.., { ValueKind: JsonValueKind.String } offset])
        {
            Offset = offset.GetString();
            arguments = arguments[..^1];
        }

        lock (_lock)
        {
            _events.Add(new ReceivedEvent(data[0].GetString()!, arguments, id));
        }

        if (id is not null && Acknowledges)
        {
            await SendAsync($"43{_header}{id}[]");
        }
    }
}

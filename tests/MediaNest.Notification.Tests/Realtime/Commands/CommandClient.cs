using System.Collections.Concurrent;
using System.Text.Json;
using MediaNest.Testing;
using SocketIOClient;
using SocketIOClient.Transport;

namespace MediaNest.Notification.Tests.Realtime.Commands;

/// <summary>One namespace through the .NET package SocketIOClient.</summary>
internal sealed class CommandClient : IAsyncDisposable
{
    private readonly SocketIOClient.SocketIO _socket;
    private readonly ConcurrentQueue<(string Name, JsonElement Payload)> _events = new();

    private CommandClient(SocketIOClient.SocketIO socket)
    {
        _socket = socket;
        socket.OnAny((name, response) => _events.Enqueue((name, response.GetValue<JsonElement>())));
    }

    public bool IsConnected => _socket.Connected;

    public static async Task<CommandClient> ConnectAsync(Uri address, string name, string? token)
    {
        var client = new CommandClient(new SocketIOClient.SocketIO(new Uri(address, name), new SocketIOOptions
        {
            Auth = token is null ? new { } : new { token },
            Transport = TransportProtocol.WebSocket,
            Reconnection = false,
        }));
        await client._socket.ConnectAsync();
        // what the server says of itself comes first: from then on whatever is sent reaches the socket
        await client.WaitAsync("connection:established");
        return client;
    }

    public IReadOnlyList<JsonElement> Named(string name) => [.. _events.Where(received => received.Name == name).Select(received => received.Payload)];

    public async Task<JsonElement> WaitAsync(string name, Func<JsonElement, bool>? fits = null)
    {
        JsonElement? found = null;
        await Eventually.Async(
            () =>
            {
                found = Named(name).Where(payload => fits?.Invoke(payload) ?? true).Select(payload => (JsonElement?)payload).FirstOrDefault();
                return found is not null;
            },
            NotificationApp.Patience,
            $"the socket gets {name}");
        return found!.Value;
    }

    /// <summary>Sends a command and gives its acknowledgement.</summary>
    public async Task<JsonElement> AskAsync(string name, params object[] arguments)
    {
        TaskCompletionSource<JsonElement> answer = new(TaskCreationOptions.RunContinuationsAsynchronously);
        await _socket.EmitAsync(name, response => answer.TrySetResult(response.GetValue<JsonElement>()), arguments);
        return await answer.Task.WaitAsync(NotificationApp.Patience);
    }

    /// <summary>The data of a command that must succeed.</summary>
    public async Task<JsonElement> DataAsync(string name, params object[] arguments)
    {
        var answer = await AskAsync(name, arguments);
        answer.GetProperty("success").GetBoolean().ShouldBeTrue(answer.ToString());
        answer.TryGetProperty("error", out _).ShouldBeFalse();
        return answer.GetProperty("data");
    }

    /// <summary>The error of a command that must fail.</summary>
    public async Task<JsonElement> ErrorAsync(string code, string name, params object[] arguments)
    {
        var answer = await AskAsync(name, arguments);
        answer.GetProperty("success").GetBoolean().ShouldBeFalse(answer.ToString());
        answer.TryGetProperty("data", out _).ShouldBeFalse();
        var error = answer.GetProperty("error");
        error.GetProperty("code").GetString().ShouldBe(code, answer.ToString());
        error.GetProperty("message").GetString().ShouldNotBeNullOrWhiteSpace();
        return error;
    }

    public Task EmitAsync(string name, params object[] arguments) => _socket.EmitAsync(name, arguments);

    public Task WaitForDisconnectionAsync() => Eventually.Async(() => !_socket.Connected, NotificationApp.Patience, "the socket is disconnected");

    public async ValueTask DisposeAsync()
    {
        if (_socket.Connected)
        {
            await _socket.DisconnectAsync();
        }

        _socket.Dispose();
    }
}

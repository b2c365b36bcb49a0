using System.Collections.Concurrent;
using System.Diagnostics;
using System.Text.Json;
using System.Text.Json.Nodes;
using MediaNest.EndToEnd.Tests.Node;
using MediaNest.Testing;

[assembly: AssemblyFixture(typeof(MediaNest.EndToEnd.Tests.Realtime.NodeSockets))]

namespace MediaNest.EndToEnd.Tests.Realtime;

/// <summary>Sockets of the unmodified npm package socket.io-client, in one node process for all tests.</summary>
public sealed class NodeSockets : IAsyncDisposable
{
    private static readonly TimeSpan Deadline = Eventually.Patience;

    private readonly SemaphoreSlim _turn = new(1);
    private readonly ConcurrentDictionary<int, TaskCompletionSource<JsonNode?>> _questions = new();
    private readonly ConcurrentDictionary<string, NodeSocket> _sockets = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<string> _errors = new();
    private NodeProgram? _program;
    private Process? _process;
    private int _numbers;

    /// <summary>Makes a socket, which connects by itself.</summary>
    /// <param name="gateway">Where.</param>
    /// <param name="name">The namespace.</param>
    /// <param name="token">Goes into <c>auth</c>; null for none.</param>
    /// <param name="options">The client's options, over the defaults of these tests: a connection of its own, and reconnection within 200 ms.</param>
    public async Task<NodeSocket> OpenAsync(Uri gateway, string name, string? token = null, JsonObject? options = null)
    {
        await StartAsync();
        var all = new JsonObject { ["forceNew"] = true, ["reconnectionDelay"] = 100, ["reconnectionDelayMax"] = 200, ["timeout"] = 10_000 };
        if (token is not null)
        {
            all["auth"] = new JsonObject { ["token"] = token };
        }

        foreach (var (key, value) in options ?? [])
        {
            all[key] = value?.DeepClone();
        }

        var socket = new NodeSocket(this, $"socket-{Interlocked.Increment(ref _numbers)}");
        _sockets[socket.Name] = socket;
        await AskAsync("open", new JsonObject { ["name"] = socket.Name, ["url"] = new Uri(gateway, name).AbsoluteUri, ["options"] = all });
        return socket;
    }

    public async ValueTask DisposeAsync()
    {
        if (_process is { HasExited: false })
        {
            _process.StandardInput.Close();
            await _process.WaitForExitAsync();
        }

        _process?.Dispose();
        _program?.Dispose();
        _turn.Dispose();
    }

    internal async Task<JsonNode?> AskAsync(string command, JsonObject with)
    {
        var number = Interlocked.Increment(ref _numbers);
        var answer = new TaskCompletionSource<JsonNode?>(TaskCreationOptions.RunContinuationsAsynchronously);
        _questions[number] = answer;
        with["command"] = command;
        with["number"] = number;
        await _turn.WaitAsync();
        try
        {
            await _process!.StandardInput.WriteLineAsync(with.ToJsonString());
            await _process.StandardInput.FlushAsync();
        }
        finally
        {
            _turn.Release();
        }

        return await answer.Task.WaitAsync(Deadline);
    }

    private async Task StartAsync()
    {
        await _turn.WaitAsync();
        try
        {
            if (_process is not null)
            {
                return;
            }

            _program = await NodeProgram.InstallAsync(TestContext.Current.CancellationToken);
            _process = _program.Start("sockets.mjs");
            _process.OutputDataReceived += (_, line) => Receive(line.Data);
            _process.ErrorDataReceived += (_, line) => _errors.Enqueue(line.Data ?? "");
            _process.BeginOutputReadLine();
            _process.BeginErrorReadLine();
        }
        finally
        {
            _turn.Release();
        }
    }

    private void Receive(string? line)
    {
        if (line is null)
        {
            var end = new InvalidOperationException("node has ended: " + string.Join('\n', _errors));
            foreach (var question in _questions.Values)
            {
                question.TrySetException(end);
            }

            return;
        }

        var message = JsonNode.Parse(line)!.AsObject();
        if (message["answers"] is { } number && _questions.TryRemove(number.GetValue<int>(), out var answer))
        {
            if (message["error"] is { } error)
            {
                answer.TrySetException(new InvalidOperationException(error.GetValue<string>()));
            }
            else
            {
                answer.TrySetResult(message["result"]);
            }
        }
        else if (message["socket"] is { } name && _sockets.TryGetValue(name.GetValue<string>(), out var socket))
        {
            socket.Add(message);
        }
    }
}

/// <summary>An event that a client was given.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Arguments">Its arguments.</param>
/// <param name="Acknowledged">Whether the server asked for an acknowledgement, and got it.</param>
public sealed record ReceivedEvent(string Name, IReadOnlyList<JsonElement> Arguments, bool Acknowledged)
{
    public JsonElement Payload => Arguments[0];
}

/// <summary>One socket in the node process, and all that happened to it.</summary>
public sealed class NodeSocket(NodeSockets owner, string name) : IAsyncDisposable
{
    private static readonly TimeSpan Soon = Eventually.Patience;

    private readonly ConcurrentQueue<ReceivedEvent> _events = new();
    private readonly ConcurrentQueue<(string What, JsonObject Details)> _happenings = new();

    public string Name => name;

    public IReadOnlyList<ReceivedEvent> Events => [.. _events];

    /// <summary>The events of one name.</summary>
    public IReadOnlyList<ReceivedEvent> EventsOf(string eventName) => [.. _events.Where(received => received.Name == eventName)];

    /// <summary>Waits until the event has come.</summary>
    /// <returns>The first that fits.</returns>
    public async Task<ReceivedEvent> ReceivesAsync(string eventName, Func<JsonElement, bool>? fits = null, TimeSpan? within = null)
    {
        await WaitAsync(() => Find() is not null, within, $"{eventName} comes to {name}");
        return Find()!;

        ReceivedEvent? Find() => _events.FirstOrDefault(received => received.Name == eventName && (fits is null || fits(received.Payload)));
    }

    /// <summary>Waits until it is connected, for the so-manieth time.</summary>
    /// <returns>What the client says of the connection: <c>id</c>, <c>recovered</c>, <c>transport</c>.</returns>
    public Task<JsonObject> ConnectsAsync(int times = 1) => HappensAsync("connect", times);

    /// <summary>Waits until something has happened so many times.</summary>
    public async Task<JsonObject> HappensAsync(string what, int times = 1, TimeSpan? within = null)
    {
        await WaitAsync(() => _happenings.Count(happening => happening.What == what) >= times, within, $"{what} happens to {name} ({times})");
        return _happenings.Where(happening => happening.What == what).ElementAt(times - 1).Details;
    }

    /// <summary>Emits an event and waits for its acknowledgement.</summary>
    public async Task<JsonElement> AskAsync(string eventName, params JsonNode?[] arguments) =>
        JsonSerializer.SerializeToElement(await owner.AskAsync("emit", new JsonObject
        {
            ["name"] = name,
            ["event"] = eventName,
            ["args"] = new JsonArray([.. arguments.Select(argument => argument?.DeepClone())]),
            ["timeout"] = (int)Soon.TotalMilliseconds,
        }));

    public async Task<JsonObject> StateAsync() => (await owner.AskAsync("state", new JsonObject { ["name"] = name }))!.AsObject();

    /// <summary>Cuts its connection, as a failing network does; the client connects again by itself, unless it was made with <c>reconnection</c> false.</summary>
    public Task CutAsync() => owner.AskAsync("cut", new JsonObject { ["name"] = name });

    /// <summary>Connects anew, which the client does not do by itself where the server has refused or disconnected it.</summary>
    /// <param name="token">A new token; null for the one it has.</param>
    public Task ConnectAgainAsync(string? token = null) => owner.AskAsync(
        "connect",
        new JsonObject { ["name"] = name, ["auth"] = token is null ? null : new JsonObject { ["token"] = token } });

    /// <summary>Reads no more of what comes over its WebSocket.</summary>
    public Task PauseAsync() => owner.AskAsync("pause", new JsonObject { ["name"] = name });

    public async ValueTask DisposeAsync() => await owner.AskAsync("close", new JsonObject { ["name"] = name });

    internal void Add(JsonObject message)
    {
        if (message["event"] is { } eventName)
        {
            var arguments = JsonSerializer.SerializeToElement(message["args"]);
            _events.Enqueue(new ReceivedEvent(eventName.GetValue<string>(), [.. arguments.EnumerateArray()], message["acknowledged"]!.GetValue<bool>()));
        }
        else
        {
            _happenings.Enqueue((message["happened"]!.GetValue<string>(), message));
        }
    }

    private async Task WaitAsync(Func<bool> condition, TimeSpan? within, string what)
    {
        try
        {
            await Eventually.Async(condition, within ?? Soon, what);
        }
        catch (TimeoutException failure)
        {
            var happened = _happenings.Select(happening => happening.Details.ToJsonString())
                .Concat(_events.Select(received => $"{received.Name}({string.Join(", ", received.Arguments)})"));
            throw new TimeoutException($"{failure.Message}. Until now: {string.Join("; ", happened)}", failure);
        }
    }
}

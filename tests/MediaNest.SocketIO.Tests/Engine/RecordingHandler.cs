using System.Collections.Concurrent;
using System.Text;
using MediaNest.SocketIO.Engine;

namespace MediaNest.SocketIO.Tests.Engine;

/// <summary>Keeps what the engine tells, and echoes unless told otherwise.</summary>
internal sealed class RecordingHandler : IEngineHandler
{
    private readonly ConcurrentDictionary<string, Session> _sessions = new(StringComparer.Ordinal);

    public bool Echo { get; set; } = true;

    public Action<IEngineConnection, string>? Received { get; set; }

    public IEngineConnection this[string id] => _sessions[id].Connection;

    public IReadOnlyList<string> Messages(string id) => [.. _sessions[id].Messages];

    /// <summary>How many sessions could be written to at once.</summary>
    public int Writable => _sessions.Values.Count(session => session.Connection.IsWritable);

    /// <summary>The reason once the session is over.</summary>
    public Task<string> ClosedAsync(string id) => _sessions[id].Closed.Task.WaitAsync(MediaNest.Testing.Eventually.Patience);

    public bool IsOpen(string id) => !_sessions[id].Closed.Task.IsCompleted;

    public void OnOpen(IEngineConnection connection) => _sessions[connection.Id] = new Session(connection);

    public void OnText(IEngineConnection connection, ReadOnlySpan<byte> text)
    {
        var message = Encoding.UTF8.GetString(text);
        _sessions[connection.Id].Messages.Enqueue(message);
        Received?.Invoke(connection, message);
        if (Echo)
            connection.TrySend([new Frame(text.ToArray(), isBinary: false)]);
    }

    public void OnBinary(IEngineConnection connection, ReadOnlySpan<byte> data)
    {
        _sessions[connection.Id].Messages.Enqueue(Convert.ToHexString(data));
        if (Echo)
            connection.TrySend([new Frame(data.ToArray(), isBinary: true)]);
    }

    public void OnClose(IEngineConnection connection, string reason) => _sessions[connection.Id].Closed.SetResult(reason);

    private sealed record Session(IEngineConnection Connection)
    {
        public ConcurrentQueue<string> Messages { get; } = new();

        // SetResult throws when the engine tells twice, and the test then fails by the log
        public TaskCompletionSource<string> Closed { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}

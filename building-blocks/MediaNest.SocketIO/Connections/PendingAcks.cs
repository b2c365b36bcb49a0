using MediaNest.SocketIO.Protocol;

namespace MediaNest.SocketIO.Connections;

/// <summary>The acknowledgements a socket owes.</summary>
internal sealed class PendingAcks
{
    private readonly Lock _lock = new();
    private Dictionary<long, TaskCompletionSource<Packet>>? _pending;
    private string? _over;

    public Task<Packet> Expect(long id)
    {
        lock (_lock)
        {
            if (_over is not null)
            {
                return Task.FromException<Packet>(new SocketDisconnectedException(_over));
            }

            var source = new TaskCompletionSource<Packet>(TaskCreationOptions.RunContinuationsAsynchronously);
            (_pending ??= [])[id] = source;
            return source.Task;
        }
    }

    /// <summary>An acknowledgement came. One that nobody waits for (any more) is nothing.</summary>
    public void Complete(Packet packet)
    {
        TaskCompletionSource<Packet>? source = null;
        lock (_lock)
        {
            _pending?.Remove(packet.Id!.Value, out source);
        }

        source?.TrySetResult(packet);
    }

    public void Forget(long id)
    {
        lock (_lock)
        {
            _pending?.Remove(id);
        }
    }

    public void Fail(string reason)
    {
        TaskCompletionSource<Packet>[] sources;
        lock (_lock)
        {
            _over = reason;
            sources = [.. _pending?.Values ?? (IEnumerable<TaskCompletionSource<Packet>>)[]];
            _pending = null;
        }

        foreach (var source in sources)
        {
            source.TrySetException(new SocketDisconnectedException(reason));
        }
    }
}

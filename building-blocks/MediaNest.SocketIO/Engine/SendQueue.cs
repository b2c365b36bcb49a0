namespace MediaNest.SocketIO.Engine;

/// <summary>What waits for one client, bounded in packets and bytes. Not safe for threads: the session's lock guards it.</summary>
internal sealed class SendQueue(int maxPackets, int maxBytes)
{
    private const int CapacityKept = 16;
    private Queue<Frame>? _frames;
    private long _bytes;

    public bool IsEmpty => _frames is null || _frames.Count == 0;

    /// <summary>All of a unit or nothing of it. What is larger than the queue passes only where nothing else waits.</summary>
    public bool TryAdd(ReadOnlySpan<Frame> unit)
    {
        long bytes = 0;
        foreach (var frame in unit)
            bytes += frame.Length;

        if (!IsEmpty && (_frames!.Count + unit.Length > maxPackets || _bytes + bytes > maxBytes))
            return false;

        foreach (var frame in unit)
            Add(frame);

        return true;
    }

    /// <summary>For the engine's own few packets, which no limit holds back.</summary>
    public void Add(Frame frame)
    {
        _frames ??= new Queue<Frame>();
        _frames.Enqueue(frame);
        _bytes += frame.Length;
    }

    public Frame? Take()
    {
        if (IsEmpty)
            return null;

        var frame = _frames!.Dequeue();
        _bytes -= frame.Length;
        if (_frames.Count == 0 && _frames.Capacity > CapacityKept)
            _frames = null;

        return frame;
    }

    /// <summary>As many as one polling payload holds, at least one if any waits.</summary>
    public List<Frame> TakeBatch(int maxPayload)
    {
        var batch = new List<Frame>();
        long length = 0;
        while (!IsEmpty)
        {
            length += _frames!.Peek().PollingLength + 1;
            if (batch.Count > 0 && length - 1 > maxPayload)
                break;

            batch.Add(Take()!);
        }

        return batch;
    }

    public void Clear()
    {
        _frames = null;
        _bytes = 0;
    }
}

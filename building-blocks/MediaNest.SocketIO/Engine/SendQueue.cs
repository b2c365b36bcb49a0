namespace MediaNest.SocketIO.Engine;

/// <summary>What waits for one client, bounded in packets and bytes. Not safe for threads: the session's lock guards it.</summary>
internal sealed class SendQueue(int maxPackets, int maxBytes)
{
    private const int CapacityKept = 16;
    private Frame? _next; // mostly there is one at a time, and it needs no queue
    private Queue<Frame>? _more;
    private long _bytes;

    public bool IsEmpty => _next is null;

    private int Count => IsEmpty ? 0 : 1 + (_more?.Count ?? 0);

    /// <summary>All of a unit or nothing of it. What is larger than the queue passes only where nothing else waits.</summary>
    public bool TryAdd(ReadOnlySpan<Frame> unit)
    {
        long bytes = 0;
        foreach (var frame in unit)
            bytes += frame.Length;

        if (!IsEmpty && (Count + unit.Length > maxPackets || _bytes + bytes > maxBytes))
            return false;

        foreach (var frame in unit)
            Add(frame);

        return true;
    }

    /// <summary>For the engine's own few packets, which no limit holds back.</summary>
    public void Add(Frame frame)
    {
        _bytes += frame.Length;
        if (_next is null)
        {
            _next = frame;
            return;
        }

        _more ??= new Queue<Frame>();
        _more.Enqueue(frame);
    }

    public Frame? Take()
    {
        if (_next is not { } frame)
            return null;

        _bytes -= frame.Length;
        _next = null;
        if (_more is null)
            return frame;

        _more.TryDequeue(out _next);
        if (_more.Count == 0 && _more.Capacity > CapacityKept)
            _more = null;

        return frame;
    }

    /// <summary>As many as one polling payload holds, at least one if any waits.</summary>
    public List<Frame> TakeBatch(int maxPayload)
    {
        var batch = new List<Frame>();
        long length = 0;
        while (!IsEmpty)
        {
            length += _next!.PollingLength + 1;
            if (batch.Count > 0 && length - 1 > maxPayload)
                break;

            batch.Add(Take()!);
        }

        return batch;
    }

    public void Clear()
    {
        _next = null;
        _more = null;
        _bytes = 0;
    }
}

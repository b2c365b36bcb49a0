namespace MediaNest.SocketIO.Connections;

/// <summary>What a socket's handlers have still to do, in order, one at a time. An idle one costs no task.</summary>
internal sealed class Inbox(int capacity, int maxBytes) : IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private (Func<Task> Do, int Bytes)? _next; // mostly there is one at a time, and it needs no queue
    private Queue<(Func<Task> Do, int Bytes)>? _more;
    private long _bytes;
    private bool _running;
    private bool _closed;

    private int Waiting => _next is null ? 0 : 1 + (_more?.Count ?? 0);

    /// <summary>Appends work.</summary>
    /// <param name="work">What to do.</param>
    /// <param name="bytes">What it holds until it is done; work that alone is larger than all that may wait passes where nothing else waits.</param>
    /// <returns>False if it is full; after <see cref="Close"/> true, though nothing is done.</returns>
    public bool TryPost(Func<Task> work, int bytes)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return true;
            }

            if (Waiting >= capacity || (Waiting > 0 && _bytes + bytes > maxBytes))
            {
                return false;
            }

            Start(work, bytes);
            return true;
        }
    }

    /// <summary>Drops what waits, then does one last thing.</summary>
    public void Close(Func<Task>? last)
    {
        lock (_lock)
        {
            _closed = true;
            _next = null;
            _more = null;
            _bytes = 0;
            if (last is not null)
            {
                Start(last, bytes: 0);
            }
        }
    }

    public void Execute() => _ = RunAsync();

    private void Start(Func<Task> work, int bytes)
    {
        _bytes += bytes;
        if (_next is null)
        {
            _next = (work, bytes);
        }
        else
        {
            (_more ??= new Queue<(Func<Task>, int)>()).Enqueue((work, bytes));
        }

        if (!_running)
        {
            _running = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    private Func<Task>? Take()
    {
        lock (_lock)
        {
            var work = _next;
            _next = null;
            _bytes -= work?.Bytes ?? 0;
            if (_more?.TryDequeue(out var more) == true)
            {
                _next = more;
            }
            else
            {
                _more = null;
            }

            _running = work is not null;
            return work?.Do;
        }
    }

    // what is posted handles its own exceptions
    private async Task RunAsync()
    {
        while (Take() is { } work)
        {
            await work();
        }
    }
}

namespace MediaNest.SocketIO.Connections;

/// <summary>What a socket's handlers have still to do, in order, one at a time. An idle one costs no task.</summary>
internal sealed class Inbox(int capacity) : IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private Func<Task>? _next; // mostly there is one at a time, and it needs no queue
    private Queue<Func<Task>>? _more;
    private bool _running;
    private bool _closed;

    private int Waiting => _next is null ? 0 : 1 + (_more?.Count ?? 0);

    /// <summary>Appends work.</summary>
    /// <returns>False if it is full; after <see cref="Close"/> true, though nothing is done.</returns>
    public bool TryPost(Func<Task> work)
    {
        lock (_lock)
        {
            if (_closed)
            {
                return true;
            }

            if (Waiting >= capacity)
            {
                return false;
            }

            Start(work);
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
            if (last is not null)
            {
                Start(last);
            }
        }
    }

    public void Execute() => _ = RunAsync();

    private void Start(Func<Task> work)
    {
        if (_next is null)
        {
            _next = work;
        }
        else
        {
            (_more ??= new Queue<Func<Task>>()).Enqueue(work);
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
            if (_more?.TryDequeue(out _next) == false)
            {
                _more = null;
            }

            _running = work is not null;
            return work;
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

namespace MediaNest.SocketIO.Connections;

/// <summary>What a socket's handlers have still to do, in order, one at a time. An idle one costs no task.</summary>
internal sealed class Inbox(int capacity) : IThreadPoolWorkItem
{
    private readonly Lock _lock = new();
    private readonly Queue<Func<Task>> _waiting = new();
    private bool _running;
    private bool _closed;

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

            if (_waiting.Count >= capacity)
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
            _waiting.Clear();
            if (last is not null)
            {
                Start(last);
            }
        }
    }

    public void Execute() => _ = RunAsync();

    private void Start(Func<Task> work)
    {
        _waiting.Enqueue(work);
        if (!_running)
        {
            _running = true;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
        }
    }

    // what is posted handles its own exceptions
    private async Task RunAsync()
    {
        while (true)
        {
            Func<Task> work;
            lock (_lock)
            {
                if (!_waiting.TryDequeue(out work!))
                {
                    _running = false;
                    return;
                }
            }

            await work();
        }
    }
}

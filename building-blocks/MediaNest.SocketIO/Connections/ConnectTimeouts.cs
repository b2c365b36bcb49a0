namespace MediaNest.SocketIO.Connections;

/// <summary>Closes connections that join no namespace in time. The time is the same for all, so one timer and a queue will do.</summary>
internal sealed class ConnectTimeouts : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Queue<(long Start, WeakReference<Client> Client)> _waiting = new();
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;
    private readonly ITimer _timer;

    public ConnectTimeouts(TimeSpan timeout, TimeProvider time)
    {
        _timeout = timeout;
        _time = time;
        _timer = time.CreateTimer(_ => Check(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public void Add(Client client)
    {
        lock (_lock)
        {
            _waiting.Enqueue((_time.GetTimestamp(), new WeakReference<Client>(client)));
            if (_waiting.Count == 1)
            {
                _timer.Change(_timeout, Timeout.InfiniteTimeSpan);
            }
        }
    }

    public void Dispose() => _timer.Dispose();

    private void Check()
    {
        List<Client> late = [];
        lock (_lock)
        {
            while (_waiting.TryPeek(out var first))
            {
                var left = _timeout - _time.GetElapsedTime(first.Start);
                if (left > TimeSpan.Zero)
                {
                    // timers count whole milliseconds
                    _timer.Change(left + TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);
                    break;
                }

                _waiting.Dequeue();
                if (first.Client.TryGetTarget(out var client))
                {
                    late.Add(client);
                }
            }
        }

        foreach (var client in late)
        {
            client.CloseIfWithoutNamespace();
        }
    }
}

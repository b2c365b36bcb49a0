namespace MediaNest.SocketIO.Connections;

internal enum RateVerdict
{
    Accept,
    DropAndTell,
    Drop,
    Disconnect,
}

/// <summary>Counts what one client sends in windows of a second.</summary>
internal sealed class EventRate(int limit, TimeProvider time)
{
    /// <summary>Windows in succession a client may be over its limit.</summary>
    internal const int Patience = 3;

    /// <summary>How many times its limit ends a client's patience at once.</summary>
    internal const int Flood = 10;

    private long _windowStart = time.GetTimestamp();
    private int _count;
    private int _strikes;

    // called by one connection's receiving alone, never in parallel
    public RateVerdict Next()
    {
        if (limit == 0)
        {
            return RateVerdict.Accept;
        }

        var elapsed = time.GetElapsedTime(_windowStart);
        if (elapsed >= TimeSpan.FromSeconds(1))
        {
            _strikes = _count > limit && elapsed < TimeSpan.FromSeconds(2) ? _strikes : 0;
            _windowStart = time.GetTimestamp();
            _count = 0;
        }

        _count++;
        if (_count <= limit)
        {
            return RateVerdict.Accept;
        }

        if (_count > (long)limit * Flood)
        {
            return RateVerdict.Disconnect;
        }

        if (_count > limit + 1)
        {
            return RateVerdict.Drop;
        }

        _strikes++;
        return _strikes > Patience ? RateVerdict.Disconnect : RateVerdict.DropAndTell;
    }
}

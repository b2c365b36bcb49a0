namespace MediaNest.SocketIO.Engine;

/// <summary>Something to be looked at when its time has come. An entry waits in at most one slot of the wheel.</summary>
internal abstract class DeadlineEntry
{
    internal DeadlineEntry? Next { get; set; }

    internal DeadlineEntry? Previous { get; set; }

    /// <summary>The slot it waits in, -1 for none.</summary>
    internal int Slot { get; set; } = -1;

    /// <summary>Acts on what is due and returns when to look again, 0 for never.</summary>
    internal abstract long OnDue(long now);
}

/// <summary>
/// One timer for the deadlines of all sessions. Entries keep absolute deadlines themselves and are only looked at again when a slot comes round,
/// so a moved deadline costs nothing here.
/// </summary>
internal sealed class DeadlineWheel : IDisposable
{
    private const int Slots = 512;
    private readonly DeadlineEntry?[] _slots = new DeadlineEntry?[Slots];
    private readonly Lock _lock = new();
    private readonly List<DeadlineEntry> _due = [];
    private readonly TimeProvider _time;
    private readonly long _origin;
    private readonly long _resolution;
    private readonly ITimer _timer;
    private readonly long _standstill;
    private long _lastLook;
    private long _awakeSince;
    private long _tick;
    private int _running;

    /// <summary>A wheel that turns at once.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="resolution">From turn to turn.</param>
    /// <param name="standstill">From when on a time without a turn or a request counts as one in which the server stood still; never, if nothing is said.</param>
    public DeadlineWheel(TimeProvider time, TimeSpan resolution, TimeSpan? standstill = null)
    {
        _standstill = standstill?.Ticks ?? long.MaxValue;
        _time = time;
        _origin = time.GetTimestamp();
        _resolution = resolution.Ticks;
        _timer = time.CreateTimer(static wheel => ((DeadlineWheel)wheel!).Turn(), this, resolution, resolution);
    }

    /// <summary>100 ns units since the wheel was made; the unit of all deadlines. Starts at 1, for 0 means none.</summary>
    public long Now => _time.GetElapsedTime(_origin).Ticks + 1;

    /// <summary>100 ns units without a look that count as a standstill.</summary>
    public long Standstill => _standstill;

    /// <summary>When the server went on after it had last stood still (stopped, suspended, out of processor time); 0 if it never did.</summary>
    public long AwakeSince => Volatile.Read(ref _awakeSince);

    /// <summary>The time, which is a time at which the server is awake.</summary>
    public long Look()
    {
        var now = Now;
        if (now - Interlocked.Exchange(ref _lastLook, now) > _standstill)
            Volatile.Write(ref _awakeSince, now);

        return now;
    }

    /// <summary>Looks at the entry at that time instead of whenever it was to be looked at before.</summary>
    public void Schedule(DeadlineEntry entry, long due)
    {
        lock (_lock)
        {
            Unlink(entry);
            Link(entry, due);
        }
    }

    public void Remove(DeadlineEntry entry)
    {
        lock (_lock)
            Unlink(entry);
    }

    public void Dispose() => _timer.Dispose();

    private void Turn()
    {
        // a turn that lasts longer than a tick is not overtaken by the next
        if (Interlocked.Exchange(ref _running, 1) == 1)
            return;

        try
        {
            var now = Look();
            Collect(now / _resolution);
            foreach (var entry in _due)
            {
                var next = entry.OnDue(now);
                if (next > 0)
                    Return(entry, next);
            }

            _due.Clear();
        }
        finally
        {
            Volatile.Write(ref _running, 0);
        }
    }

    private void Collect(long target)
    {
        lock (_lock)
        {
            for (var turns = Math.Min(target - _tick, Slots); turns > 0; turns--)
            {
                var slot = (int)((target - turns + 1) % Slots);
                while (_slots[slot] is { } entry)
                {
                    Unlink(entry);
                    _due.Add(entry);
                }
            }

            _tick = Math.Max(_tick, target);
        }
    }

    /// <summary>Unless it was scheduled anew, or given up, while it was looked at.</summary>
    private void Return(DeadlineEntry entry, long due)
    {
        lock (_lock)
        {
            if (entry.Slot < 0)
                Link(entry, due);
        }
    }

    private void Link(DeadlineEntry entry, long due)
    {
        // the slot after the deadline, so that it has passed when the slot comes round
        var tick = Math.Clamp((due / _resolution) + 1, _tick + 1, _tick + Slots - 1);
        var slot = (int)(tick % Slots);
        entry.Slot = slot;
        entry.Previous = null;
        entry.Next = _slots[slot];
        if (entry.Next is not null)
            entry.Next.Previous = entry;

        _slots[slot] = entry;
    }

    private void Unlink(DeadlineEntry entry)
    {
        if (entry.Slot < 0)
            return;

        if (entry.Previous is null)
            _slots[entry.Slot] = entry.Next;
        else
            entry.Previous.Next = entry.Next;

        if (entry.Next is not null)
            entry.Next.Previous = entry.Previous;

        entry.Next = entry.Previous = null;
        entry.Slot = -1;
    }
}

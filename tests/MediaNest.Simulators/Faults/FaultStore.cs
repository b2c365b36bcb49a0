namespace MediaNest.Simulators.Faults;

/// <summary>The faults in force, one a system.</summary>
internal sealed class FaultStore
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, Entry> _entries = new(StringComparer.Ordinal);

    public void Set(string system, Fault fault)
    {
        lock (_lock)
        {
            _entries[system] = new Entry(fault);
        }
    }

    public bool Clear(string system)
    {
        lock (_lock)
        {
            return _entries.Remove(system);
        }
    }

    public void ClearAll()
    {
        lock (_lock)
        {
            _entries.Clear();
        }
    }

    public IReadOnlyDictionary<string, Fault> All()
    {
        lock (_lock)
        {
            return _entries.ToDictionary(
                entry => entry.Key,
                entry => entry.Value.Fault with { Times = entry.Value.Remaining },
                StringComparer.Ordinal);
        }
    }

    /// <summary>What this call meets: null for nothing; without the failing part when the error rate spares it.</summary>
    public Fault? Take(string system, string method, string path)
    {
        lock (_lock)
        {
            if (!_entries.TryGetValue(system, out var entry) || !Matches(entry.Fault, method, path))
            {
                return null;
            }

            if (entry.Remaining is { } remaining)
            {
                entry.Remaining = remaining - 1;
                if (remaining <= 1)
                {
                    _entries.Remove(system);
                }
            }

            return entry.Hits() ? entry.Fault : new Fault { LatencyMs = entry.Fault.LatencyMs };
        }
    }

    private static bool Matches(Fault fault, string method, string path) =>
        (fault.Method is null || string.Equals(fault.Method, method, StringComparison.OrdinalIgnoreCase))
        && (fault.PathContains is null || path.Contains(fault.PathContains, StringComparison.OrdinalIgnoreCase));

    private sealed class Entry(Fault fault)
    {
        private double _due;

        public Fault Fault { get; } = fault;

        public int? Remaining { get; set; } = fault.Times;

        public bool Hits()
        {
            if (!Fault.Fails)
            {
                return false;
            }

            _due += Math.Clamp(Fault.ErrorRate ?? 1, 0, 1);
            if (_due < 0.999999)
            {
                return false;
            }

            _due -= 1;
            return true;
        }
    }
}

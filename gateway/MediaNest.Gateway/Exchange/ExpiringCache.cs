using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace MediaNest.Gateway.Exchange;

/// <summary>What is known until some time, in bounded memory: when it is full, what is over goes first, and then everything.</summary>
internal sealed class ExpiringCache<TValue>(int capacity, TimeProvider time)
{
    private readonly ConcurrentDictionary<string, Entry> _entries = new(StringComparer.Ordinal);
    private int _count;

    /// <summary>Costs nothing, for the many requests that have nothing here.</summary>
    public bool IsEmpty => Volatile.Read(ref _count) == 0;

    public bool TryGet(string key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_entries.TryGetValue(key, out var entry))
        {
            if (time.GetUtcNow() < entry.Ends)
            {
                value = entry.Value;
                return true;
            }

            Remove(key, entry);
        }

        value = default;
        return false;
    }

    public void Set(string key, TValue value, DateTimeOffset ends)
    {
        if (Volatile.Read(ref _count) >= capacity)
        {
            MakeRoom();
        }

        var entry = new Entry(value, ends);
        if (_entries.TryAdd(key, entry))
        {
            Interlocked.Increment(ref _count);
        }
        else
        {
            _entries[key] = entry;
        }
    }

    public void Remove(string key)
    {
        if (_entries.TryRemove(key, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private void Remove(string key, Entry entry)
    {
        if (_entries.TryRemove(KeyValuePair.Create(key, entry)))
        {
            Interlocked.Decrement(ref _count);
        }
    }

    private void MakeRoom()
    {
        var now = time.GetUtcNow();
        foreach (var (key, entry) in _entries)
        {
            if (entry.Ends <= now)
            {
                Remove(key, entry);
            }
        }

        if (Volatile.Read(ref _count) >= capacity)
        {
            foreach (var (key, entry) in _entries)
            {
                Remove(key, entry);
            }
        }
    }

    private sealed record Entry(TValue Value, DateTimeOffset Ends);
}

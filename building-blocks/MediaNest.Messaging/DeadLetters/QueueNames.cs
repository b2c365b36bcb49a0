using System.Collections.Concurrent;

namespace MediaNest.Messaging.DeadLetters;

/// <summary>The queues of this service's consumers, noted while the bus is configured.</summary>
internal sealed class QueueNames
{
    private readonly ConcurrentDictionary<string, bool> _names = new(StringComparer.Ordinal);

    public IEnumerable<string> All => _names.Keys.Order(StringComparer.Ordinal);

    public void Add(string name) => _names.TryAdd(name, true);

    public bool Contains(string name) => _names.ContainsKey(name);
}

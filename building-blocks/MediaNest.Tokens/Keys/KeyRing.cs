using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace MediaNest.Tokens.Keys;

/// <summary>Keys that are at hand: auth's own, and those of tests. Safe for concurrent use.</summary>
public sealed class KeyRing : IKeySource
{
    private volatile FrozenDictionary<string, VerificationKey> _keys;

    /// <summary>A ring of the given keys.</summary>
    /// <param name="keys">Keys with different ids.</param>
    /// <exception cref="ArgumentException">Two keys have one id.</exception>
    public KeyRing(params IEnumerable<VerificationKey> keys) => _keys = Index(keys);

    /// <summary>The keys on the ring.</summary>
    public IReadOnlyCollection<VerificationKey> Keys => _keys.Values;

    /// <summary>Puts other keys in the place of all: after a rotation. Tokens of keys that are gone are refused from now on.</summary>
    /// <param name="keys">Keys with different ids.</param>
    /// <exception cref="ArgumentException">Two keys have one id.</exception>
    public void Replace(IEnumerable<VerificationKey> keys) => _keys = Index(keys);

    /// <inheritdoc />
    public bool TryFind(string keyId, [NotNullWhen(true)] out VerificationKey? key) => _keys.TryGetValue(keyId, out key);

    /// <inheritdoc />
    public ValueTask<KeyLookup> FindAsync(string keyId, CancellationToken cancellationToken = default) =>
        ValueTask.FromResult(new KeyLookup(_keys.GetValueOrDefault(keyId)));

    private static FrozenDictionary<string, VerificationKey> Index(IEnumerable<VerificationKey> keys)
    {
        var byId = new Dictionary<string, VerificationKey>(StringComparer.Ordinal);
        foreach (var key in keys)
        {
            byId.Add(key.KeyId, key);
        }

        return byId.ToFrozenDictionary(StringComparer.Ordinal);
    }
}

using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using MediaNest.Tokens.Keys;

namespace MediaNest.Tokens.Verification;

/// <summary>
/// Tokens whose signature was found good, by SHA-256 so that no token lies about in memory. Two generations bound it:
/// when the younger is full it becomes the older, and the older is dropped; what is in use moves back to the younger.
/// </summary>
internal sealed class VerifiedTokenCache(int capacity)
{
    private readonly int _generationSize = (capacity + 1) / 2;
    private readonly Lock _turning = new();
    private volatile Generation _young = new();
    private volatile Generation _old = new();

    public int Count => _young.Count + _old.Count;

    public bool TryGet(in TokenHash hash, [NotNullWhen(true)] out Entry? entry)
    {
        if (_young.Entries.TryGetValue(hash, out entry))
        {
            return true;
        }

        if (_old.TryRemove(hash, out entry))
        {
            Add(hash, entry);
            return true;
        }

        return false;
    }

    public void Add(in TokenHash hash, Entry entry)
    {
        if (capacity == 0)
        {
            return;
        }

        var young = _young;
        if (young.Entries.TryAdd(hash, entry) && Interlocked.Increment(ref young.Count) >= _generationSize)
        {
            Turn(young);
        }
    }

    public void Remove(in TokenHash hash) => _ = _young.TryRemove(hash, out _) || _old.TryRemove(hash, out _);

    private void Turn(Generation full)
    {
        lock (_turning)
        {
            if (ReferenceEquals(_young, full))
            {
                _old = full;
                _young = new Generation();
            }
        }
    }

    internal sealed record Entry(VerifiedToken Token, VerificationKey Key);

    private sealed class Generation
    {
        public int Count;

        public ConcurrentDictionary<TokenHash, Entry> Entries { get; } = new();

        public bool TryRemove(in TokenHash hash, [NotNullWhen(true)] out Entry? entry)
        {
            var removed = Entries.TryRemove(hash, out entry);
            if (removed)
            {
                Interlocked.Decrement(ref Count);
            }

            return removed;
        }
    }
}

/// <summary>SHA-256 of a token.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly record struct TokenHash(ulong A, ulong B, ulong C, ulong D)
{
    public static TokenHash Of(string token)
    {
        Span<TokenHash> hash = stackalloc TokenHash[1];
        SHA256.HashData(MemoryMarshal.AsBytes(token.AsSpan()), MemoryMarshal.AsBytes(hash));
        return hash[0];
    }

    // any 32 bits of SHA-256 make a good hash code
    public override int GetHashCode() => (int)A;
}

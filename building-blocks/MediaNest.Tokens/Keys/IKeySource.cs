using System.Diagnostics.CodeAnalysis;

namespace MediaNest.Tokens.Keys;

/// <summary>Where a verifier finds keys: <see cref="KeyRing"/> where they are at hand, <see cref="JwksKeySource"/> where auth publishes them.</summary>
public interface IKeySource
{
    /// <summary>Looks among the keys at hand.</summary>
    /// <param name="keyId">The token's <c>kid</c>.</param>
    /// <param name="key">The key, if there is one.</param>
    bool TryFind(string keyId, [NotNullWhen(true)] out VerificationKey? key);

    /// <summary>Looks among the keys at hand and, if the source has a way to, asks for newer ones.</summary>
    /// <param name="keyId">The token's <c>kid</c>.</param>
    /// <param name="cancellationToken">Ends the wait, not the search.</param>
    ValueTask<KeyLookup> FindAsync(string keyId, CancellationToken cancellationToken = default);
}

/// <summary>What a search for a key came to.</summary>
/// <param name="Key">The key, or null.</param>
/// <param name="SourceUnavailable">There is no key, and nobody can say whether there should be one: the keys could not be fetched.</param>
public readonly record struct KeyLookup(VerificationKey? Key, bool SourceUnavailable = false);

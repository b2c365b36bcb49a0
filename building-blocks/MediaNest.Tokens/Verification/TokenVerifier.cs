using MediaNest.Tokens.Keys;

namespace MediaNest.Tokens.Verification;

/// <summary>
/// Judges tokens. Whatever it is given, it answers and does not throw. The key a token names decides the algorithm;
/// the token's header has to agree. Safe for concurrent use.
/// </summary>
public sealed class TokenVerifier
{
    /// <summary>Longer tokens are refused unread. A MediaNest token has some 500 characters.</summary>
    public const int MaximumLength = 8 * 1024;

    private readonly IKeySource _keys;
    private readonly TokenOptions _options;
    private readonly TimeProvider _time;
    private readonly VerifiedTokenCache _cache;

    /// <summary>A verifier.</summary>
    /// <param name="keys">Where the keys are.</param>
    /// <param name="options">Issuer, audience, clock skew, cache size.</param>
    /// <param name="time">The clock.</param>
    public TokenVerifier(IKeySource keys, TokenOptions options, TimeProvider time)
    {
        ArgumentNullException.ThrowIfNull(keys);
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(time);
        _keys = keys;
        _options = options;
        _time = time;
        _cache = new VerifiedTokenCache(options.CacheSize);
    }

    internal int CachedTokens => _cache.Count;

    /// <summary>Judges a token. Completes at once unless its key has to be fetched.</summary>
    /// <param name="token">The token in compact form.</param>
    /// <param name="cancellationToken">Ends the wait for a key.</param>
    /// <exception cref="OperationCanceledException">The wait was ended.</exception>
    public ValueTask<TokenResult> VerifyAsync(string? token, CancellationToken cancellationToken = default)
    {
        if (token is not { Length: > 0 and <= MaximumLength })
        {
            return ValueTask.FromResult(TokenResult.Refused(TokenStatus.Malformed));
        }

        var hash = TokenHash.Of(token);
        if (_cache.TryGet(hash, out var known))
        {
            // a key that was withdrawn takes its tokens with it
            if (_keys.TryFind(known.Key.KeyId, out var current) && current.Equals(known.Key))
            {
                var result = JudgeTime(known.Token);
                if (!result.IsValid)
                {
                    _cache.Remove(hash);
                }

                return ValueTask.FromResult(result);
            }

            _cache.Remove(hash);
        }

        if (!CompactToken.TryParse(token, out var compact))
        {
            return ValueTask.FromResult(TokenResult.Refused(TokenStatus.Malformed));
        }

        return _keys.TryFind(compact.KeyId, out var key)
            ? ValueTask.FromResult(Judge(compact, key, hash))
            : VerifyWithFetchedKeyAsync(compact, hash, cancellationToken);
    }

    private async ValueTask<TokenResult> VerifyWithFetchedKeyAsync(CompactToken compact, TokenHash hash, CancellationToken cancellationToken)
    {
        var lookup = await _keys.FindAsync(compact.KeyId, cancellationToken);
        return lookup switch
        {
            { Key: { } key } => Judge(compact, key, hash),
            { SourceUnavailable: true } => TokenResult.Refused(TokenStatus.KeysUnavailable),
            _ => TokenResult.Refused(TokenStatus.UnknownKey),
        };
    }

    private TokenResult Judge(CompactToken compact, VerificationKey key, TokenHash hash)
    {
        if (!string.Equals(compact.Algorithm, key.Jwk.Algorithm ?? key.Algorithm.ToString(), StringComparison.Ordinal))
        {
            return TokenResult.Refused(TokenStatus.WrongAlgorithm);
        }

        if (!compact.IsSignedBy(key))
        {
            return TokenResult.Refused(TokenStatus.BadSignature);
        }

        using var document = compact.ReadClaims();
        if (document is null || !ClaimsReader.TryRead(document.RootElement, key.KeyId, out var claims))
        {
            return TokenResult.Refused(TokenStatus.Malformed);
        }

        if (!string.Equals(claims.Issuer, _options.Issuer, StringComparison.Ordinal))
        {
            return TokenResult.Refused(TokenStatus.WrongIssuer);
        }

        if (!claims.IsMeantFor(_options.Audience))
        {
            return TokenResult.Refused(TokenStatus.WrongAudience);
        }

        var result = JudgeTime(claims.Token);
        if (result.IsValid)
        {
            _cache.Add(hash, new VerifiedTokenCache.Entry(claims.Token, key));
        }

        return result;
    }

    private TokenResult JudgeTime(VerifiedToken token)
    {
        var now = _time.GetUtcNow();
        if (now - token.ExpiresAt >= _options.ClockSkew)
        {
            return TokenResult.Refused(TokenStatus.Expired);
        }

        return token.NotBefore - now > _options.ClockSkew || token.IssuedAt - now > _options.ClockSkew
            ? TokenResult.Refused(TokenStatus.NotYetValid)
            : TokenResult.Valid(token);
    }
}

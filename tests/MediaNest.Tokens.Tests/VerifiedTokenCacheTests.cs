using MediaNest.Testing.Identity.Hostile;
using MediaNest.Testing.Time;
using MediaNest.Tokens.Keys;
using MediaNest.Tokens.Signing;
using MediaNest.Tokens.Verification;

namespace MediaNest.Tokens.Tests;

public sealed class VerifiedTokenCacheTests
{
    private readonly ManualTime _time = new();
    private readonly TokenOptions _options = new() { CacheSize = 100 };

    [Fact]
    public async Task ARememberedTokenIsTheSameObjectAndCostsNothing()
    {
        var verifier = new TokenVerifier(new KeyRing(Forge.Es.VerificationKey), _options, _time);
        var token = NewToken();
        var first = (await verifier.VerifyAsync(token)).Token;
        await verifier.VerifyAsync(token);

        var before = GC.GetAllocatedBytesForCurrentThread();
        var second = verifier.VerifyAsync(token);
        var allocated = GC.GetAllocatedBytesForCurrentThread() - before;

        (await second).Token.ShouldBeSameAs(first);
        allocated.ShouldBe(0);
    }

    [Fact]
    public async Task ARememberedTokenStillExpires()
    {
        var verifier = new TokenVerifier(new KeyRing(Forge.Es.VerificationKey), _options, _time);
        var token = NewToken();
        (await verifier.VerifyAsync(token)).IsValid.ShouldBeTrue();

        _time.Advance(TimeSpan.FromHours(2));

        (await verifier.VerifyAsync(token)).Status.ShouldBe(TokenStatus.Expired);
        verifier.CachedTokens.ShouldBe(0);
    }

    [Fact]
    public async Task AWithdrawnKeyTakesRememberedTokensWithIt()
    {
        var ring = new KeyRing(Forge.Es.VerificationKey);
        var verifier = new TokenVerifier(ring, _options, _time);
        var token = NewToken();
        (await verifier.VerifyAsync(token)).IsValid.ShouldBeTrue();

        ring.Replace([Forge.Rs.VerificationKey]);

        (await verifier.VerifyAsync(token)).Status.ShouldBe(TokenStatus.UnknownKey);
    }

    [Fact]
    public async Task NeverHoldsMoreThanItMay()
    {
        var verifier = new TokenVerifier(new KeyRing(Forge.Es.VerificationKey), _options, _time);
        for (var i = 0; i < 500; i++)
        {
            await verifier.VerifyAsync(NewToken());
            verifier.CachedTokens.ShouldBeLessThanOrEqualTo(_options.CacheSize);
        }

        verifier.CachedTokens.ShouldBeGreaterThanOrEqualTo(_options.CacheSize / 2);
    }

    [Fact]
    public async Task WhatIsInUseStays()
    {
        var verifier = new TokenVerifier(new KeyRing(Forge.Es.VerificationKey), _options, _time);
        var favourite = NewToken();
        var first = (await verifier.VerifyAsync(favourite)).Token;
        for (var i = 0; i < 500; i++)
        {
            await verifier.VerifyAsync(NewToken());
            (await verifier.VerifyAsync(favourite)).Token.ShouldBeSameAs(first);
        }
    }

    private string NewToken() =>
        new TokenSigner(_options, _time).Sign(Forge.Es, TokenClaims.ForUser(Guid.CreateVersion7(), "s", "user", "a", TimeSpan.FromHours(1))).Value;
}

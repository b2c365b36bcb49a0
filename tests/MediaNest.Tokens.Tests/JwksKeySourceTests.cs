using MediaNest.Testing.Identity;
using MediaNest.Testing.Time;
using MediaNest.Tokens.Keys;
using MediaNest.Tokens.Verification;
using Microsoft.Extensions.Logging.Abstractions;

namespace MediaNest.Tokens.Tests;

public sealed class JwksKeySourceTests : IAsyncLifetime
{
    private readonly ManualTime _time = new();
    private TestIssuer _auth = null!;
    private TokenVerifier _verifier = null!;

    public async ValueTask InitializeAsync()
    {
        _auth = await TestIssuer.StartAsync(_time);
        _verifier = VerifierFor(new Uri($"{_auth.Address}/.well-known/jwks.json"));
    }

    public async ValueTask DisposeAsync() => await _auth.DisposeAsync();

    [Fact]
    public async Task FetchesTheKeysOnceForManyTokens()
    {
        for (var i = 0; i < 10; i++)
        {
            (await _verifier.VerifyAsync(_auth.UserToken(Guid.CreateVersion7()))).IsValid.ShouldBeTrue();
        }

        _auth.KeyRequests.ShouldBe(1);
    }

    [Fact]
    public async Task ManyFirstRequestsShareOneFetch()
    {
        var results = await Task.WhenAll(Enumerable.Range(0, 50)
            .Select(_ => _verifier.VerifyAsync(_auth.UserToken(Guid.CreateVersion7())).AsTask()));

        results.ShouldAllBe(result => result.IsValid);
        _auth.KeyRequests.ShouldBe(1);
    }

    [Fact]
    public async Task LearnsOfANewKeyFromTheFirstTokenThatNamesIt()
    {
        var old = _auth.UserToken();
        (await _verifier.VerifyAsync(old)).IsValid.ShouldBeTrue();
        _auth.RotateKey();
        _time.Advance(TimeSpan.FromSeconds(3));

        (await _verifier.VerifyAsync(_auth.UserToken())).IsValid.ShouldBeTrue();
        (await _verifier.VerifyAsync(old)).IsValid.ShouldBeTrue();
    }

    [Fact]
    public async Task AFloodOfUnknownKeyIdsDoesNotReachAuth()
    {
        (await _verifier.VerifyAsync(_auth.UserToken())).IsValid.ShouldBeTrue();
        for (var i = 0; i < 100; i++)
        {
            _time.Advance(TimeSpan.FromMilliseconds(100));
            (await _verifier.VerifyAsync(_auth.ForeignToken())).Status.ShouldBe(TokenStatus.UnknownKey);
        }

        _auth.KeyRequests.ShouldBeInRange(2, 6); // 10 s at one in 2 s, beside the first
    }

    [Fact]
    public async Task KeepsTheLastGoodKeysWhileAuthIsDown()
    {
        (await _verifier.VerifyAsync(_auth.UserToken())).IsValid.ShouldBeTrue();
        _auth.IsDown = true;
        _time.Advance(TimeSpan.FromHours(1));

        (await _verifier.VerifyAsync(_auth.UserToken())).IsValid.ShouldBeTrue();
        (await _verifier.VerifyAsync(_auth.UserToken())).IsValid.ShouldBeTrue();
    }

    [Fact]
    public async Task SaysThatItCannotTellWhenItNeverHadKeys()
    {
        _auth.IsDown = true;
        (await _verifier.VerifyAsync(_auth.UserToken())).Status.ShouldBe(TokenStatus.KeysUnavailable);

        _auth.IsDown = false;
        _time.Advance(TimeSpan.FromSeconds(3));
        (await _verifier.VerifyAsync(_auth.UserToken())).IsValid.ShouldBeTrue();
    }

    [Fact]
    public async Task AWithdrawnKeyIsForgottenAtTheNextRefresh()
    {
        var token = _auth.UserToken();
        (await _verifier.VerifyAsync(token)).IsValid.ShouldBeTrue();
        _auth.RotateKey(withdrawOld: true);
        _time.Advance(TimeSpan.FromMinutes(6));

        var giveUp = Environment.TickCount64 + 10_000;
        TokenResult result;
        do
        {
            result = await _verifier.VerifyAsync(token); // the first starts the refresh and does not wait for it
            await Task.Yield();
        }
        while (result.IsValid && Environment.TickCount64 < giveUp);

        result.Status.ShouldBe(TokenStatus.UnknownKey);
    }

    [Fact]
    public async Task AnUnreachableAuthIsNoException()
    {
        var verifier = VerifierFor(new Uri("http://127.0.0.1:1/jwks.json"));

        (await verifier.VerifyAsync(_auth.UserToken())).Status.ShouldBe(TokenStatus.KeysUnavailable);
    }

    [Fact]
    public async Task ADocumentThatIsNoKeySetIsNoException()
    {
        var verifier = VerifierFor(new Uri($"{_auth.Address}/.well-known/openid-configuration"));

        (await verifier.VerifyAsync(_auth.UserToken())).Status.ShouldBe(TokenStatus.KeysUnavailable);
    }

    private TokenVerifier VerifierFor(Uri address) => new(
        new JwksKeySource(new Clients(), new JwksOptions { Address = address }, _time, NullLogger<JwksKeySource>.Instance),
        new TokenOptions(),
        _time);

    private sealed class Clients : IHttpClientFactory
    {
        public HttpClient CreateClient(string name) => new();
    }
}

using MediaNest.Tokens.Csrf;

namespace MediaNest.Tokens.Tests.Csrf;

public sealed class CsrfTokensTests
{
    private const string Session = "0199aa00-0000-7000-8000-00000000a11c";

    private readonly StoppedClock _clock = new();

    [Fact]
    public void IsGoodForItsSessionAlone()
    {
        var tokens = Tokens();
        var token = tokens.Issue(Session);

        tokens.IsValid(token, Session).ShouldBeTrue();
        tokens.IsValid(token, "0199aa00-0000-7000-8000-00000000a11d").ShouldBeFalse();
        tokens.IsValid(token, null).ShouldBeFalse();
        Tokens("another key of at least 32 characters").IsValid(token, Session).ShouldBeFalse();
    }

    [Fact]
    public void IsGoodForAnHour()
    {
        var tokens = Tokens();
        var token = tokens.Issue(Session);

        _clock.Now += TimeSpan.FromMinutes(59);
        tokens.IsValid(token, Session).ShouldBeTrue();
        _clock.Now += TimeSpan.FromMinutes(2);
        tokens.IsValid(token, Session).ShouldBeFalse();
    }

    [Fact]
    public void NoCharacterCanBeChangedAddedOrLeftOut()
    {
        var tokens = Tokens();
        var token = tokens.Issue(Session);

        for (var i = 0; i < token.Length; i++)
        {
            tokens.IsValid(token[..i] + (token[i] == 'A' ? 'B' : 'A') + token[(i + 1)..], Session).ShouldBeFalse();
            tokens.IsValid(token.Remove(i, 1), Session).ShouldBeFalse();
            tokens.IsValid(token.Insert(i, " "), Session).ShouldBeFalse();
        }
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("nonsense")]
    [InlineData("***************************************************************************")]
    public void NonsenseIsRefused(string? token) => Tokens().IsValid(token, Session).ShouldBeFalse();

    [Fact]
    public void NoTwoAreTheSame() => Tokens().Issue(Session).ShouldNotBe(Tokens().Issue(Session));

    private CsrfTokens Tokens(string key = "a key of no less than 32 characters") => new(new CsrfOptions { Key = key }, _clock);

    private sealed class StoppedClock : TimeProvider
    {
        public DateTimeOffset Now { get; set; } = new(2026, 1, 1, 0, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => Now;
    }
}

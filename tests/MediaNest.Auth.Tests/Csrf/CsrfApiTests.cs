using MediaNest.Auth.Tests.App;
using MediaNest.Testing;
using MediaNest.Tokens.Csrf;

namespace MediaNest.Auth.Tests.Csrf;

public sealed class CsrfApiTests(HouseholdApp household) : IClassFixture<HouseholdApp>
{
    private static readonly CsrfTokens Gateway = new(new CsrfOptions { Key = AuthApp.CsrfKey }, TimeProvider.System);

    private AuthApp App => household.App;

    [Theory]
    [InlineData("GET", "/api/v1/csrf/token")]
    [InlineData("POST", "/api/v1/csrf/refresh")]
    public async Task TokenIsBoundToTheSession(string method, string path)
    {
        var signedIn = await App.LoginAsync();
        var session = await SessionIdAsync(signedIn);

        var answer = await App.As(signedIn).RawAsync(method, path, body: null);

        Gateway.IsValid(answer["csrfToken"], session).ShouldBeTrue();
        Gateway.IsValid(answer["csrfToken"], Guid.CreateVersion7().ToString()).ShouldBeFalse();
        answer.Data.GetProperty("expiresIn").GetInt32().ShouldBe(3600);
        answer.Cookie(CsrfTokens.CookieName).ShouldContain(answer["csrfToken"]);
    }

    [Fact]
    public async Task SignInsTokenIsTheSessionsToo()
    {
        var signedIn = await App.LoginAsync();

        Gateway.IsValid(signedIn["csrfToken"], await SessionIdAsync(signedIn)).ShouldBeTrue();
    }

    [Fact]
    public async Task TokenOfSomebodyNotSignedInIsGoodForNoSession()
    {
        var answer = await App.Anonymous.GetAsync("/api/v1/csrf/token");

        Gateway.IsValid(answer["csrfToken"], await SessionIdAsync(household.Admin)).ShouldBeFalse();
    }

    [Fact]
    public async Task AdministratorsSeeWhatHasBeenIssued()
    {
        var before = (await App.As(household.Admin).GetAsync("/api/v1/csrf/stats")).Data.GetProperty("issued").GetInt64();
        await App.Anonymous.GetAsync("/api/v1/csrf/token");

        await Eventually.Async(
            async () => (await App.As(household.Admin).GetAsync("/api/v1/csrf/stats")).Data.GetProperty("issued").GetInt64() > before,
            Eventually.Patience,
            "the token is counted");

        var figures = (await App.As(household.Admin).GetAsync("/api/v1/csrf/stats")).Data;
        figures.GetProperty("validated").GetInt64().ShouldBe(0);
        figures.GetProperty("missing").GetInt64().ShouldBe(0);
        figures.GetProperty("invalid").GetInt64().ShouldBe(0);
        figures.GetProperty("since").GetDateTimeOffset().ShouldBeLessThanOrEqualTo(TimeProvider.System.GetUtcNow());
        figures.GetProperty("tokenLifetime").GetInt32().ShouldBe(3600);
    }

    [Fact]
    public async Task NobodyElseSeesTheFigures()
    {
        (await App.Anonymous.GetAsync("/api/v1/csrf/stats")).ShouldFail(401, "UNAUTHORIZED");
        (await App.As(await App.PlexSignInAsync("csrf-user")).GetAsync("/api/v1/csrf/stats")).ShouldFail(403, "FORBIDDEN");
    }

    private async Task<string> SessionIdAsync(Answer signedIn) =>
        (await App.As(signedIn).GetAsync("/api/v1/auth/session")).Data.GetProperty("session").GetProperty("id").GetString()!;
}

using MediaNest.Auth.Tests.App;
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

    private async Task<string> SessionIdAsync(Answer signedIn) =>
        (await App.As(signedIn).GetAsync("/api/v1/auth/session")).Data.GetProperty("session").GetProperty("id").GetString()!;
}

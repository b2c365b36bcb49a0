using MediaNest.Auth.Tests.App;

namespace MediaNest.Auth.Tests.SignIn;

public sealed class LoginTests(HouseholdApp household) : IClassFixture<HouseholdApp>
{
    private AuthApp App => household.App;

    [Fact]
    public async Task RightPasswordSignsIn()
    {
        var answer = await App.LoginAsync(email: Household.AdminEmail.ToUpperInvariant());

        answer.UserId().ShouldBe(household.Admin.UserId());
        answer.Data.GetProperty("rememberToken").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        (await App.As(answer).GetAsync("/api/v1/users/me")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task RememberedSignInGetsRefreshToken()
    {
        var answer = await App.LoginAsync(rememberMe: true);

        answer["rememberToken"].Length.ShouldBeGreaterThan(40);
        answer.Cookie("rememberToken").ShouldContain(answer["rememberToken"]);
    }

    [Fact]
    public async Task CookiesAreAsTheContractSays()
    {
        var answer = await App.LoginAsync(rememberMe: true);

        var access = answer.Cookie("token");
        access.ShouldContain(answer["token"]);
        access.ShouldContain("httponly", Case.Insensitive);
        access.ShouldContain("samesite=lax", Case.Insensitive);
        access.ShouldContain("secure", Case.Insensitive);
        answer.Cookie("rememberToken").ShouldContain("httponly", Case.Insensitive);
        var csrf = answer.Cookie("csrf-token");
        csrf.ShouldContain("samesite=strict", Case.Insensitive);
        csrf.ShouldNotContain("httponly", Case.Insensitive);
    }

    [Fact]
    public async Task CookiesAreNotSecureInDevelopment()
    {
        await using var app = await AuthApp.StartAsync("Development");

        (await app.CreateAdminAsync()).Cookie("token").ShouldNotContain("secure", Case.Insensitive);
    }

    [Fact]
    public async Task CookieIsAsGoodAsTheHeader()
    {
        var answer = await App.LoginAsync();

        (await App.Anonymous.SendAsync(HttpMethod.Get, "/api/v1/auth/session", content: null, ("Cookie", $"token={answer["token"]}"))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task WrongPasswordAndUnknownUserGetTheSameAnswer()
    {
        var wrong = await App.LoginAsync(password: "Wrong-Password-1");
        var unknown = await App.LoginAsync(email: "nobody@example.org", password: "Wrong-Password-1");

        wrong.ShouldFail(401, "INVALID_CREDENTIALS").GetRawText().ShouldBe(unknown.ShouldFail(401, "INVALID_CREDENTIALS").GetRawText());
        wrong.Headers.Keys.ShouldBe(unknown.Headers.Keys, ignoreOrder: true);
        await App.LoginAsync(); // gives the attempts back
    }

    [Fact]
    public async Task PlexUserWithTheSameAddressIsNotSignedInByPassword()
    {
        await App.PlexSignInAsync("olga");

        (await App.LoginAsync(email: "olga@example.org", password: "Anything-At-All-1")).ShouldFail(401, "INVALID_CREDENTIALS");
    }
}

public sealed class LockoutTests
{
    [Fact]
    public async Task FiveFailuresLockForHalfAnHour()
    {
        await using var app = await AuthApp.StartAsync();
        await app.CreateAdminAsync();

        await FailAsync(app, Household.AdminEmail, 5);
        var locked = await app.LoginAsync();

        var error = locked.ShouldFail(423, "ACCOUNT_LOCKED");
        error.GetProperty("retryAfter").GetInt32().ShouldBeInRange(1700, 1800);
        locked.Headers["Retry-After"].ShouldBe(error.GetProperty("retryAfter").GetRawText());
        (await app.EventsAsync("SecurityAlertRaised")).ShouldContain(alert => alert.GetProperty("kind").GetString() == "account-locked");

        app.Clock.Advance(TimeSpan.FromMinutes(31));
        (await app.LoginAsync()).Status.ShouldBe(200);
    }

    [Fact]
    public async Task AddressWithoutAnAccountIsLockedJustTheSame()
    {
        await using var app = await AuthApp.StartAsync();
        await app.CreateAdminAsync();

        await FailAsync(app, Household.AdminEmail, 5);
        await FailAsync(app, "nobody@example.org", 5);
        var known = await app.LoginAsync();
        var unknown = await app.LoginAsync(email: "Nobody@example.org");

        known.ShouldFail(423, "ACCOUNT_LOCKED");
        unknown.ShouldFail(423, "ACCOUNT_LOCKED").GetProperty("message").GetString().ShouldBe(known.Json.GetProperty("error").GetProperty("message").GetString());

        app.Clock.Advance(TimeSpan.FromMinutes(31));
        (await app.LoginAsync(email: "nobody@example.org")).ShouldFail(401, "INVALID_CREDENTIALS");
    }

    [Fact]
    public async Task SuccessGivesTheAttemptsBack()
    {
        await using var app = await AuthApp.StartAsync();
        await app.CreateAdminAsync();

        for (var round = 0; round < 3; round++)
        {
            await FailAsync(app, Household.AdminEmail, 4);
            (await app.LoginAsync()).Status.ShouldBe(200);
        }
    }

    [Fact]
    public async Task ManyAttemptsAtOnceGetNoMoreThanFiveGuesses()
    {
        await using var app = await AuthApp.StartAsync();
        await app.CreateAdminAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 20).Select(n => app.LoginAsync(password: $"Guess-Number-{n}")));

        answers.Count(answer => answer.Status == 401).ShouldBe(5);
        answers.Count(answer => answer.Status == 423).ShouldBe(15);
    }

    private static async Task FailAsync(AuthApp app, string email, int times)
    {
        for (var i = 0; i < times; i++)
        {
            (await app.LoginAsync(email, "Wrong-Password-1")).ShouldFail(401, "INVALID_CREDENTIALS");
        }
    }
}

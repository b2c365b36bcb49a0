using MediaNest.Auth.Tests.App;

namespace MediaNest.Auth.Tests.TwoFactor;

public sealed class TwoFactorSignInTests(HouseholdApp household) : IClassFixture<HouseholdApp>, IAsyncLifetime
{
    private TwoFactorUser _user = null!;

    private AuthApp App => household.App;

    public async ValueTask InitializeAsync() => _user = await TwoFactorUser.EnabledAsync(App);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task PasswordAloneOpensNoSession()
    {
        var answer = await _user.LoginAsync(rememberMe: true);

        answer.Data.GetProperty("mfaRequired").GetBoolean().ShouldBeTrue();
        answer.Data.GetProperty("methods").EnumerateArray().Select(method => method.GetString()).ShouldBe(["totp", "backup-code"]);
        answer.Data.GetProperty("expiresIn").GetInt32().ShouldBe(300);
        answer.Data.TryGetProperty("token", out _).ShouldBeFalse();
        answer.Cookies.ShouldBeEmpty();
    }

    [Fact]
    public async Task TheCodeCompletesTheSignIn()
    {
        var challenge = (await _user.LoginAsync(rememberMe: true))["challengeId"];

        var answer = await _user.VerifyAsync(challenge, _user.Code);

        answer["rememberToken"].ShouldNotBeNullOrEmpty();
        answer.Cookie("token").ShouldContain(answer["token"]);
        (await App.As(answer).GetAsync("/api/v1/auth/session")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task TheCodeMayComeWithThePassword()
    {
        (await _user.LoginAsync(_user.WrongCode)).ShouldFail(401, "INVALID_CREDENTIALS");

        (await App.As(await _user.LoginAsync(_user.Code)).GetAsync("/api/v1/auth/session")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task ACodeIsGoodOnce()
    {
        var code = _user.Code;
        (await _user.VerifyAsync(await _user.ChallengeAsync(), code)).Status.ShouldBe(200);

        (await _user.VerifyAsync(await _user.ChallengeAsync(), code)).ShouldFail(401, "INVALID_CREDENTIALS");
        (await _user.LoginAsync(code)).ShouldFail(401, "INVALID_CREDENTIALS");
    }

    [Fact]
    public async Task AnEarlierCodeIsNotTakenAfterALaterOne()
    {
        var earlier = _user.Code;
        _user.NextCode();
        (await _user.LoginAsync(_user.Code)).Status.ShouldBe(200);

        (await _user.LoginAsync(earlier)).ShouldFail(401, "INVALID_CREDENTIALS");
    }

    [Fact]
    public async Task OfManyUsesOfOneCodeAtOnceOneSucceeds()
    {
        var code = _user.Code;
        var challenges = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            challenges.Add(await _user.ChallengeAsync());
        }

        var answers = await Task.WhenAll(challenges.Select(challenge => _user.VerifyAsync(challenge, code)));

        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        answers.Count(answer => answer.Status == 401).ShouldBe(3);
    }

    [Fact]
    public async Task AClockMayBeOffByOnePeriodButNotByThree()
    {
        (await _user.LoginAsync(_user.Authenticator.CodeAt(App.Clock.GetUtcNow().AddSeconds(-90)))).ShouldFail(401, "INVALID_CREDENTIALS");
        (await _user.LoginAsync(_user.Authenticator.CodeAt(App.Clock.GetUtcNow().AddSeconds(90)))).ShouldFail(401, "INVALID_CREDENTIALS");
        (await _user.LoginAsync(_user.Authenticator.CodeAt(App.Clock.GetUtcNow().AddSeconds(30)))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task ABackupCodeIsGoodOnce()
    {
        var code = _user.BackupCodes[0];
        (await _user.VerifyAsync(await _user.ChallengeAsync(), code.ToLowerInvariant())).Status.ShouldBe(200);

        (await _user.VerifyAsync(await _user.ChallengeAsync(), code)).ShouldFail(401, "INVALID_CREDENTIALS");
        (await _user.VerifyAsync(await _user.ChallengeAsync(), _user.BackupCodes[1].Replace("-", " ", StringComparison.Ordinal))).Status.ShouldBe(200);
        (await _user.AlertsAsync()).ShouldBe(["backup-code-used", "backup-code-used"]);
    }

    [Fact]
    public async Task OfManyUsesOfOneBackupCodeAtOnceOneSucceeds()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _user.LoginAsync(_user.BackupCodes[3])));

        answers.Count(answer => answer.Status == 200).ShouldBe(1);
    }

    [Fact]
    public async Task AChallengeIsGoodOnce()
    {
        var challenge = await _user.ChallengeAsync();
        (await _user.VerifyAsync(challenge, _user.Code)).Status.ShouldBe(200);
        _user.NextCode();

        (await _user.VerifyAsync(challenge, _user.Code)).ShouldFail(401, "INVALID_TOKEN");
    }

    [Fact]
    public async Task OfManyUsesOfOneChallengeAtOnceOneSucceeds()
    {
        var challenge = await _user.ChallengeAsync();

        var answers = await Task.WhenAll(_user.BackupCodes.Take(4).Select(code => _user.VerifyAsync(challenge, code)));

        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        (await _user.Client.GetAsync("/api/v1/auth/2fa")).Data.GetProperty("backupCodesLeft").GetInt32().ShouldBe(9);
    }

    [Fact]
    public async Task AChallengeIsGoodOnAnyReplicaAndACodeOnceOnAll()
    {
        await using var replica = await AuthApp.StartAsync(database: App.Database);
        replica.Clock.Advance(App.Clock.GetUtcNow() - replica.Clock.GetUtcNow());
        var there = _user with { App = replica };
        var code = _user.Code;
        var challenges = new[] { await _user.ChallengeAsync(), await there.ChallengeAsync() };

        var answers = await Task.WhenAll(there.VerifyAsync(challenges[0], code), _user.VerifyAsync(challenges[1], code));

        answers.Select(answer => answer.Status).ShouldBe([200, 401], ignoreOrder: true);
    }

    [Fact]
    public async Task AChallengeExpires()
    {
        var challenge = await _user.ChallengeAsync();
        App.Clock.Advance(TimeSpan.FromMinutes(5));

        (await _user.VerifyAsync(challenge, _user.Code)).ShouldFail(401, "TOKEN_EXPIRED");
        (await _user.VerifyAsync("nobody-ever-got-this-one", _user.Code)).ShouldFail(401, "INVALID_TOKEN");
    }

    [Fact]
    public async Task WrongCodesExhaustTheChallengeAndLockTheAccount()
    {
        var challenge = await _user.ChallengeAsync();
        for (var i = 0; i < 5; i++)
        {
            (await _user.VerifyAsync(challenge, _user.WrongCode)).ShouldFail(401, "INVALID_CREDENTIALS");
        }

        (await _user.VerifyAsync(challenge, _user.Code)).ShouldFail(401, "INVALID_TOKEN");
        (await _user.LoginAsync()).ShouldFail(423, "ACCOUNT_LOCKED");
        (await _user.AlertsAsync()).ShouldContain("account-locked");

        App.Clock.Advance(TimeSpan.FromMinutes(31));
        (await _user.VerifyAsync(await _user.ChallengeAsync(), _user.Code)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task ANewChallengeGivesNoFurtherGuesses()
    {
        var challenges = new[] { await _user.ChallengeAsync(), await _user.ChallengeAsync() };
        for (var i = 0; i < 5; i++)
        {
            (await _user.VerifyAsync(challenges[i % 2], _user.WrongCode)).ShouldFail(401, "INVALID_CREDENTIALS");
        }

        (await _user.VerifyAsync(challenges[0], _user.Code)).ShouldFail(423, "ACCOUNT_LOCKED");
    }

    [Fact]
    public async Task ManyGuessesAtOnceAreNoMoreThanFive()
    {
        var challenge = await _user.ChallengeAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => _user.VerifyAsync(challenge, _user.WrongCode)));

        answers.Count(answer => answer.Text.Contains("INVALID_CREDENTIALS", StringComparison.Ordinal)).ShouldBe(5);
    }

    [Fact]
    public async Task SignInsThatAreNotCompletedDoNotLock()
    {
        for (var i = 0; i < 8; i++)
        {
            await _user.ChallengeAsync();
        }

        (await _user.LoginAsync(_user.Code)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task PlexSignInAsksForTheSecondFactorToo()
    {
        var olga = await App.PlexSignInAsync("olga");
        var user = await new TwoFactorUser(App, olga.UserId(), "", App.As(olga)).EnableAsync();

        var again = await App.PlexSignInAsync("olga");

        again.Data.GetProperty("mfaRequired").GetBoolean().ShouldBeTrue();
        (await user.VerifyAsync(again["challengeId"], user.Code)).UserId().ShouldBe(olga.UserId());
    }

    [Fact]
    public async Task AChallengeIsItsUsersAlone()
    {
        var other = await TwoFactorUser.EnabledAsync(App);

        (await _user.VerifyAsync(await _user.ChallengeAsync(), other.Code)).ShouldFail(401, "INVALID_CREDENTIALS");
        (await _user.VerifyAsync(await _user.ChallengeAsync(), other.BackupCodes[0])).ShouldFail(401, "INVALID_CREDENTIALS");
    }

    [Fact]
    public async Task WhoIsSuspendedMeanwhileDoesNotGetIn()
    {
        var challenge = await _user.ChallengeAsync();
        (await household.AdminClient.PatchAsync($"/api/v1/admin/users/{_user.Id}/status", new { status = "suspended" })).Status.ShouldBe(200);

        (await _user.VerifyAsync(challenge, _user.Code)).ShouldFail(403, "ACCOUNT_SUSPENDED");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"challengeId":"x"}""")]
    [InlineData("""{"code":"123456"}""")]
    [InlineData("""{"challengeId":"x","code":123456}""")]
    [InlineData("""{"challengeId":"x","code":"1234567890123456789012345678901234567890"}""")]
    public async Task WrongBodiesAreRefused(string body) =>
        (await App.Anonymous.RawAsync("POST", "/api/v1/auth/2fa/verify", body)).ShouldFail(400, "VALIDATION_ERROR");
}

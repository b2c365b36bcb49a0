using MediaNest.Auth.Tests.App;

namespace MediaNest.Auth.Tests.TwoFactor;

public sealed class TwoFactorSignInTests : IAsyncLifetime
{
    private AuthApp _app = null!;
    private TwoFactorUser _user = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await AuthApp.StartAsync();
        _user = await TwoFactorUser.EnableAsync(_app, _app.As(await _app.CreateAdminAsync()));
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task PasswordAloneOpensNoSession()
    {
        var answer = await _app.LoginAsync(rememberMe: true);

        answer.Data.GetProperty("mfaRequired").GetBoolean().ShouldBeTrue();
        answer.Data.GetProperty("methods").EnumerateArray().Select(method => method.GetString()).ShouldBe(["totp", "backup-code"]);
        answer.Data.GetProperty("expiresIn").GetInt32().ShouldBe(300);
        answer.Data.TryGetProperty("token", out _).ShouldBeFalse();
        answer.Cookies.ShouldBeEmpty();
    }

    [Fact]
    public async Task TheCodeCompletesTheSignIn()
    {
        var challenge = (await _app.LoginAsync(rememberMe: true))["challengeId"];

        var answer = await _app.VerifyAsync(challenge, _user.CodeNow(_app));

        answer["rememberToken"].ShouldNotBeNullOrEmpty();
        answer.Cookie("token").ShouldContain(answer["token"]);
        (await _app.As(answer).GetAsync("/api/v1/auth/session")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task TheCodeMayComeWithThePassword()
    {
        (await _app.LoginAsync(_user.WrongCode(_app))).ShouldFail(401, "INVALID_CREDENTIALS");

        (await _app.As(await _app.LoginAsync(_user.CodeNow(_app))).GetAsync("/api/v1/auth/session")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task ACodeIsGoodOnce()
    {
        var code = _user.CodeNow(_app);
        (await _app.VerifyAsync(await _app.ChallengeAsync(), code)).Status.ShouldBe(200);

        (await _app.VerifyAsync(await _app.ChallengeAsync(), code)).ShouldFail(401, "INVALID_CREDENTIALS");
        (await _app.LoginAsync(code)).ShouldFail(401, "INVALID_CREDENTIALS");
    }

    [Fact]
    public async Task AnEarlierCodeIsNotTakenAfterALaterOne()
    {
        var earlier = _user.CodeNow(_app);
        _app.NextCode();
        (await _app.LoginAsync(_user.CodeNow(_app))).Status.ShouldBe(200);

        (await _app.LoginAsync(earlier)).ShouldFail(401, "INVALID_CREDENTIALS");
    }

    [Fact]
    public async Task OfManyUsesOfOneCodeAtOnceOneSucceeds()
    {
        var code = _user.CodeNow(_app);
        var challenges = new List<string>();
        for (var i = 0; i < 4; i++)
        {
            challenges.Add(await _app.ChallengeAsync());
        }

        var answers = await Task.WhenAll(challenges.Select(challenge => _app.VerifyAsync(challenge, code)));

        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        answers.Count(answer => answer.Status == 401).ShouldBe(3);
    }

    [Fact]
    public async Task AClockMayBeOffByOnePeriodButNotByThree()
    {
        (await _app.LoginAsync(_user.Authenticator.CodeAt(_app.Clock.GetUtcNow().AddSeconds(-90)))).ShouldFail(401, "INVALID_CREDENTIALS");
        (await _app.LoginAsync(_user.Authenticator.CodeAt(_app.Clock.GetUtcNow().AddSeconds(90)))).ShouldFail(401, "INVALID_CREDENTIALS");
        (await _app.LoginAsync(_user.Authenticator.CodeAt(_app.Clock.GetUtcNow().AddSeconds(30)))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task ABackupCodeIsGoodOnce()
    {
        var code = _user.BackupCodes[0];
        (await _app.VerifyAsync(await _app.ChallengeAsync(), code.ToLowerInvariant())).Status.ShouldBe(200);

        (await _app.VerifyAsync(await _app.ChallengeAsync(), code)).ShouldFail(401, "INVALID_CREDENTIALS");
        (await _app.VerifyAsync(await _app.ChallengeAsync(), _user.BackupCodes[1].Replace("-", " ", StringComparison.Ordinal))).Status.ShouldBe(200);
        (await _app.EventsAsync("SecurityAlertRaised")).Count(alert => alert.GetProperty("kind").GetString() == "backup-code-used").ShouldBe(2);
    }

    [Fact]
    public async Task OfManyUsesOfOneBackupCodeAtOnceOneSucceeds()
    {
        var answers = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => _app.LoginAsync(_user.BackupCodes[3])));

        answers.Count(answer => answer.Status == 200).ShouldBe(1);
    }

    [Fact]
    public async Task AChallengeIsGoodOnce()
    {
        var challenge = await _app.ChallengeAsync();
        (await _app.VerifyAsync(challenge, _user.CodeNow(_app))).Status.ShouldBe(200);
        _app.NextCode();

        (await _app.VerifyAsync(challenge, _user.CodeNow(_app))).ShouldFail(401, "INVALID_TOKEN");
    }

    [Fact]
    public async Task OfManyUsesOfOneChallengeAtOnceOneSucceeds()
    {
        var challenge = await _app.ChallengeAsync();

        var answers = await Task.WhenAll(_user.BackupCodes.Take(4).Select(code => _app.VerifyAsync(challenge, code)));

        answers.Count(answer => answer.Status == 200).ShouldBe(1);
        (await _user.Client.GetAsync("/api/v1/auth/2fa")).Data.GetProperty("backupCodesLeft").GetInt32().ShouldBe(9);
    }

    [Fact]
    public async Task AChallengeIsGoodOnAnyReplicaAndACodeOnceOnAll()
    {
        await using var replica = await AuthApp.StartAsync(database: _app.Database);
        replica.NextCode();
        var code = _user.CodeNow(_app);
        var challenges = new[] { await _app.ChallengeAsync(), await replica.ChallengeAsync() };

        var answers = await Task.WhenAll(replica.VerifyAsync(challenges[0], code), _app.VerifyAsync(challenges[1], code));

        answers.Select(answer => answer.Status).ShouldBe([200, 401], ignoreOrder: true);
    }

    [Fact]
    public async Task AChallengeExpires()
    {
        var challenge = await _app.ChallengeAsync();
        _app.Clock.Advance(TimeSpan.FromMinutes(5));

        (await _app.VerifyAsync(challenge, _user.CodeNow(_app))).ShouldFail(401, "TOKEN_EXPIRED");
        (await _app.VerifyAsync("nobody-ever-got-this-one", _user.CodeNow(_app))).ShouldFail(401, "INVALID_TOKEN");
    }

    [Fact]
    public async Task WrongCodesExhaustTheChallengeAndLockTheAccount()
    {
        var challenge = await _app.ChallengeAsync();
        for (var i = 0; i < 5; i++)
        {
            (await _app.VerifyAsync(challenge, _user.WrongCode(_app))).ShouldFail(401, "INVALID_CREDENTIALS");
        }

        (await _app.VerifyAsync(challenge, _user.CodeNow(_app))).ShouldFail(401, "INVALID_TOKEN");
        (await _app.LoginAsync()).ShouldFail(423, "ACCOUNT_LOCKED");
        (await _app.EventsAsync("SecurityAlertRaised")).ShouldContain(alert => alert.GetProperty("kind").GetString() == "account-locked");

        _app.Clock.Advance(TimeSpan.FromMinutes(31));
        (await _app.VerifyAsync(await _app.ChallengeAsync(), _user.CodeNow(_app))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task ANewChallengeGivesNoFurtherGuesses()
    {
        var challenges = new[] { await _app.ChallengeAsync(), await _app.ChallengeAsync() };
        for (var i = 0; i < 5; i++)
        {
            (await _app.VerifyAsync(challenges[i % 2], _user.WrongCode(_app))).ShouldFail(401, "INVALID_CREDENTIALS");
        }

        (await _app.VerifyAsync(challenges[0], _user.CodeNow(_app))).ShouldFail(423, "ACCOUNT_LOCKED");
    }

    [Fact]
    public async Task ManyGuessesAtOnceAreNoMoreThanFive()
    {
        var challenge = await _app.ChallengeAsync();

        var answers = await Task.WhenAll(Enumerable.Range(0, 12).Select(_ => _app.VerifyAsync(challenge, _user.WrongCode(_app))));

        answers.Count(answer => answer.Text.Contains("INVALID_CREDENTIALS", StringComparison.Ordinal)).ShouldBe(5);
    }

    [Fact]
    public async Task SignInsThatAreNotCompletedDoNotLock()
    {
        for (var i = 0; i < 8; i++)
        {
            await _app.ChallengeAsync();
        }

        (await _app.LoginAsync(_user.CodeNow(_app))).Status.ShouldBe(200);
    }

    [Fact]
    public async Task PlexSignInAsksForTheSecondFactorToo()
    {
        var olga = await _app.PlexSignInAsync("olga");
        var user = await TwoFactorUser.EnableAsync(_app, _app.As(olga));

        var again = await _app.PlexSignInAsync("olga");

        again.Data.GetProperty("mfaRequired").GetBoolean().ShouldBeTrue();
        (await _app.VerifyAsync(again["challengeId"], user.CodeNow(_app))).UserId().ShouldBe(olga.UserId());
    }

    [Fact]
    public async Task AChallengeIsItsUsersAlone()
    {
        var other = await TwoFactorUser.EnableAsync(_app, _app.As(await _app.PlexSignInAsync("olga")));

        (await _app.VerifyAsync(await _app.ChallengeAsync(), other.CodeNow(_app))).ShouldFail(401, "INVALID_CREDENTIALS");
        (await _app.VerifyAsync(await _app.ChallengeAsync(), other.BackupCodes[0])).ShouldFail(401, "INVALID_CREDENTIALS");
    }

    [Fact]
    public async Task WhoIsSuspendedMeanwhileDoesNotGetIn()
    {
        var olga = await _app.PlexSignInAsync("olga");
        var user = await TwoFactorUser.EnableAsync(_app, _app.As(olga));
        var challenge = (await _app.PlexSignInAsync("olga"))["challengeId"];
        (await _user.Client.PatchAsync($"/api/v1/admin/users/{olga.UserId()}/status", new { status = "suspended" })).Status.ShouldBe(200);

        (await _app.VerifyAsync(challenge, user.CodeNow(_app))).ShouldFail(403, "ACCOUNT_SUSPENDED");
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("""{"challengeId":"x"}""")]
    [InlineData("""{"code":"123456"}""")]
    [InlineData("""{"challengeId":"x","code":123456}""")]
    [InlineData("""{"challengeId":"x","code":"1234567890123456789012345678901234567890"}""")]
    public async Task WrongBodiesAreRefused(string body) =>
        (await _app.Anonymous.RawAsync("POST", "/api/v1/auth/2fa/verify", body)).ShouldFail(400, "VALIDATION_ERROR");
}

using MediaNest.EndToEnd.Tests.Running;
using MediaNest.Testing.Identity;

namespace MediaNest.EndToEnd.Tests;

/// <summary>Two-factor sign-in as clients see it, through the gateway.</summary>
public sealed class TwoFactorTests(RunningMediaNest mediaNest)
{
    private const string Base = "/api/v1/auth/2fa";

    [Fact]
    public async Task ASignInWithTwoFactorsFromSetupToDisable()
    {
        var user = await mediaNest.SignInWithPlexAsync("two-factor");
        var other = await mediaNest.SignInWithPlexAsync("two-factor");
        (await user.PostAsync($"{Base}/enable", new { code = "123456" })).ShouldFail(409, "CONFLICT");
        (await user.PostAsync($"{Base}/backup-codes", new { code = "123456" })).ShouldFail(409, "CONFLICT");

        var setup = (await user.PostAsync($"{Base}/setup")).ShouldBe(200).Data;
        setup.GetProperty("otpauthUri").GetString().ShouldStartWith("otpauth://totp/MediaNest");
        var authenticator = new Authenticator(setup.GetProperty("secret").GetString()!);
        (await user.PostAsync($"{Base}/enable", new { code = authenticator.WrongCodeAt(Now) })).ShouldFail(401, "INVALID_CREDENTIALS");
        (await user.PostAsync($"{Base}/enable", new { })).ShouldFail(400, "VALIDATION_ERROR");
        var enabling = authenticator.CodeAt(Now);
        var codes = (await user.PostAsync($"{Base}/enable", new { code = enabling })).ShouldBe(200).Data.GetProperty("backupCodes");
        codes.GetArrayLength().ShouldBe(10);
        (await user.PostAsync($"{Base}/setup")).ShouldFail(409, "CONFLICT");
        (await other.GetAsync("/api/v1/auth/session")).ShouldFail(401, "SESSION_INVALID");

        var challenge = await ChallengeAsync("two-factor");
        (await VerifyAsync(challenge, authenticator.WrongCodeAt(Now))).ShouldFail(401, "INVALID_CREDENTIALS");
        (await VerifyAsync(challenge, enabling)).ShouldFail(401, "INVALID_CREDENTIALS");
        var signedIn = (await VerifyAsync(challenge, codes[0].GetString()!)).ShouldBe(200);
        signedIn.Headers.GetValues("Set-Cookie").ShouldContain(cookie => cookie.StartsWith("token=", StringComparison.Ordinal));
        (await VerifyAsync(challenge, codes[1].GetString()!)).ShouldFail(401, "INVALID_TOKEN");
        (await VerifyAsync(await ChallengeAsync("two-factor"), codes[0].GetString()!)).ShouldFail(401, "INVALID_CREDENTIALS");
        (await VerifyAsync("unknown", "123456")).ShouldFail(401, "INVALID_TOKEN");
        (await mediaNest.Anonymous.PostAsync($"{Base}/verify", new { })).ShouldFail(400, "VALIDATION_ERROR");

        var fresh = new ApiClient(mediaNest.Gateway, signedIn.Data.GetProperty("token").GetString());
        (await fresh.GetAsync(Base)).ShouldBe(200).Data.GetProperty("backupCodesLeft").GetInt32().ShouldBe(9);
        var renewed = (await fresh.PostAsync($"{Base}/backup-codes", new { code = codes[1].GetString() })).ShouldBe(200).Data.GetProperty("backupCodes");
        (await fresh.PostAsync($"{Base}/disable", new { code = codes[2].GetString() })).ShouldFail(401, "INVALID_CREDENTIALS");
        (await fresh.PostAsync($"{Base}/disable", new { })).ShouldFail(400, "VALIDATION_ERROR");
        (await fresh.PostAsync($"{Base}/disable", new { code = renewed[0].GetString() })).ShouldBe(200);
        (await fresh.PostAsync($"{Base}/disable", new { code = renewed[1].GetString() })).ShouldFail(409, "CONFLICT");
        (await (await mediaNest.SignInWithPlexAsync("two-factor")).GetAsync("/api/v1/auth/session")).ShouldBe(200);
    }

    [Fact]
    public async Task APasswordSignInAsksForTheSecondFactorOrTakesItAtOnce()
    {
        await mediaNest.RenewAdminAsync();
        var setup = (await mediaNest.Admin.PostAsync($"{Base}/setup")).ShouldBe(200).Data;
        var authenticator = new Authenticator(setup.GetProperty("secret").GetString()!);
        var codes = (await mediaNest.Admin.PostAsync($"{Base}/enable", new { code = authenticator.CodeAt(Now) })).ShouldBe(200).Data.GetProperty("backupCodes");
        try
        {
            var asked = (await LoginAsync(mfaToken: null)).ShouldBe(200);
            asked.Data.GetProperty("mfaRequired").GetBoolean().ShouldBeTrue();
            asked.Headers.Contains("Set-Cookie").ShouldBeFalse();
            (await VerifyAsync(asked.Data.GetProperty("challengeId").GetString()!, codes[0].GetString()!)).ShouldBe(200);
            (await LoginAsync(codes[0].GetString())).ShouldFail(401, "INVALID_CREDENTIALS");
            (await LoginAsync(codes[1].GetString())).ShouldBe(200).Data.GetProperty("token").GetString().ShouldNotBeNullOrEmpty();
        }
        finally
        {
            (await mediaNest.Admin.PostAsync($"{Base}/disable", new { password = RunningMediaNest.AdminPassword })).ShouldBe(200);
        }
    }

    [Fact]
    public async Task WrongCodesLockTheAccount()
    {
        var user = await mediaNest.SignInWithPlexAsync("guessed");
        var setup = (await user.PostAsync($"{Base}/setup")).ShouldBe(200).Data;
        var authenticator = new Authenticator(setup.GetProperty("secret").GetString()!);
        (await user.PostAsync($"{Base}/enable", new { code = authenticator.CodeAt(Now) })).ShouldBe(200);
        var challenge = await ChallengeAsync("guessed");
        var another = await ChallengeAsync("guessed");

        for (var i = 0; i < 5; i++)
        {
            (await VerifyAsync(challenge, authenticator.WrongCodeAt(Now))).ShouldFail(401, "INVALID_CREDENTIALS");
        }

        (await VerifyAsync(challenge, authenticator.WrongCodeAt(Now))).ShouldFail(401, "INVALID_TOKEN");
        (await VerifyAsync(another, authenticator.WrongCodeAt(Now))).ShouldFail(423, "ACCOUNT_LOCKED");
        (await user.PostAsync($"{Base}/disable", new { code = authenticator.WrongCodeAt(Now) })).ShouldFail(423, "ACCOUNT_LOCKED");
    }

    [Theory]
    [InlineData("setup")]
    [InlineData("enable")]
    [InlineData("disable")]
    [InlineData("backup-codes")]
    public async Task SettingsNeedASession(string path) =>
        (await mediaNest.Anonymous.PostAsync($"{Base}/{path}", new { code = "123456" })).ShouldFail(401, "UNAUTHORIZED");

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    private Task<Answer> LoginAsync(string? mfaToken) => mediaNest.Anonymous.PostAsync(
        "/api/v1/auth/login", new { email = RunningMediaNest.AdminEmail, password = RunningMediaNest.AdminPassword, mfaToken });

    private Task<Answer> VerifyAsync(string challengeId, string code) => mediaNest.Anonymous.PostAsync($"{Base}/verify", new { challengeId, code });

    private async Task<string> ChallengeAsync(string username)
    {
        var pin = (await mediaNest.Anonymous.PostAsync("/api/v1/auth/plex/pin", new { clientName = "end-to-end" })).ShouldBe(200).Data;
        await mediaNest.ControlAsync(HttpMethod.Post, $"plex/pins/{pin.GetProperty("code").GetString()}/link", new { username, email = $"{username}@household.example" });
        var answer = (await mediaNest.Anonymous.PostAsync("/api/v1/auth/plex/verify", new { pinId = pin.GetProperty("id").GetString() })).ShouldBe(200).Data;
        answer.GetProperty("mfaRequired").GetBoolean().ShouldBeTrue();
        return answer.GetProperty("challengeId").GetString()!;
    }
}

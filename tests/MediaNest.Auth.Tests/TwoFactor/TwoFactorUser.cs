using MediaNest.Auth.Tests.App;
using MediaNest.Testing.Identity;

namespace MediaNest.Auth.Tests.TwoFactor;

/// <summary>Somebody with two-factor sign-in on.</summary>
internal sealed record TwoFactorUser(ApiClient Client, Authenticator Authenticator, string[] BackupCodes)
{
    /// <summary>Turns it on. The clock moves on, so that the next code is a new one.</summary>
    public static async Task<TwoFactorUser> EnableAsync(AuthApp app, ApiClient client)
    {
        var setup = await client.PostAsync("/api/v1/auth/2fa/setup");
        var authenticator = new Authenticator(setup["secret"]);
        var enabled = await client.PostAsync("/api/v1/auth/2fa/enable", new { code = authenticator.CodeAt(app.Clock.GetUtcNow()) });
        var codes = enabled.Data.GetProperty("backupCodes").EnumerateArray().Select(code => code.GetString()!).ToArray();
        app.NextCode();
        return new TwoFactorUser(client, authenticator, codes);
    }

    public string CodeNow(AuthApp app) => Authenticator.CodeAt(app.Clock.GetUtcNow());

    public string WrongCode(AuthApp app) => Authenticator.WrongCodeAt(app.Clock.GetUtcNow());
}

internal static class TwoFactorCalls
{
    public static void NextCode(this AuthApp app) => app.Clock.Advance(TimeSpan.FromSeconds(30));

    public static Task<Answer> LoginAsync(this AuthApp app, string mfaToken) => app.Anonymous.PostAsync(
        "/api/v1/auth/login", new { email = Household.AdminEmail, password = Household.AdminPassword, mfaToken });

    /// <summary>Signs in as far as the challenge.</summary>
    public static async Task<string> ChallengeAsync(this AuthApp app)
    {
        var answer = await app.LoginAsync();
        answer.Data.GetProperty("mfaRequired").GetBoolean().ShouldBeTrue();
        return answer["challengeId"];
    }

    public static Task<Answer> VerifyAsync(this AuthApp app, string challengeId, string code) =>
        app.Anonymous.PostAsync("/api/v1/auth/2fa/verify", new { challengeId, code });
}

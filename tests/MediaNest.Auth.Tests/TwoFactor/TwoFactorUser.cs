using MediaNest.Auth.Tests.App;
using MediaNest.Auth.Users;
using MediaNest.Testing.Identity;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.DependencyInjection;

namespace MediaNest.Auth.Tests.TwoFactor;

/// <summary>Somebody with a password, and an authenticator if they have set one up.</summary>
internal sealed record TwoFactorUser(AuthApp App, string Id, string Email, ApiClient Client)
{
    public const string Password = "Correct-Horse-8-Battery";

    public Authenticator Authenticator { get; private init; } = new("AAAAAAAA");

    public string[] BackupCodes { get; private init; } = [];

    public string Code => Authenticator.CodeAt(App.Clock.GetUtcNow());

    public string WrongCode => Authenticator.WrongCodeAt(App.Clock.GetUtcNow());

    /// <summary>A user of their own for a test.</summary>
    public static async Task<TwoFactorUser> CreateAsync(AuthApp app)
    {
        await using var scope = app.Services.CreateAsyncScope();
        var account = User.WithPassword($"{Guid.CreateVersion7():N}@example.org", "Tina", UserRole.User, app.Clock.GetUtcNow());
        (await scope.ServiceProvider.GetRequiredService<UserManager<User>>().CreateAsync(account, Password)).Succeeded.ShouldBeTrue();
        var user = new TwoFactorUser(app, account.Id.ToString(), account.Email!, app.Anonymous);
        return user with { Client = app.As(await user.LoginAsync()) };
    }

    /// <summary>A user with two-factor sign-in on.</summary>
    public static async Task<TwoFactorUser> EnabledAsync(AuthApp app) => await (await CreateAsync(app)).EnableAsync();

    /// <summary>Turns it on. The clock moves on, so that the next code is a new one.</summary>
    public async Task<TwoFactorUser> EnableAsync()
    {
        var authenticator = new Authenticator((await Client.PostAsync("/api/v1/auth/2fa/setup"))["secret"]);
        var enabled = await Client.PostAsync("/api/v1/auth/2fa/enable", new { code = authenticator.CodeAt(App.Clock.GetUtcNow()) });
        var codes = enabled.Data.GetProperty("backupCodes").EnumerateArray().Select(code => code.GetString()!).ToArray();
        NextCode();
        return this with { Authenticator = authenticator, BackupCodes = codes };
    }

    public void NextCode() => App.Clock.Advance(TimeSpan.FromSeconds(30));

    public Task<Answer> LoginAsync(string? mfaToken = null, bool rememberMe = false) =>
        App.Anonymous.PostAsync("/api/v1/auth/login", new { email = Email, password = Password, rememberMe, mfaToken });

    /// <summary>Signs in as far as the challenge.</summary>
    public async Task<string> ChallengeAsync()
    {
        var answer = await LoginAsync();
        answer.Data.GetProperty("mfaRequired").GetBoolean().ShouldBeTrue();
        return answer["challengeId"];
    }

    public Task<Answer> VerifyAsync(string challengeId, string code) =>
        App.Anonymous.PostAsync("/api/v1/auth/2fa/verify", new { challengeId, code });

    /// <summary>The kinds of the alerts about this user.</summary>
    public async Task<IReadOnlyList<string?>> AlertsAsync() =>
        [.. (await App.EventsAsync("SecurityAlertRaised")).Where(alert => alert.GetProperty("userId").GetString() == Id).Select(alert => alert.GetProperty("kind").GetString())];
}

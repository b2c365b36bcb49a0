using MediaNest.Auth.Tests.App;
using MediaNest.Testing.Identity;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Tests.TwoFactor;

public sealed class TwoFactorSettingsTests(HouseholdApp household) : IClassFixture<HouseholdApp>, IAsyncLifetime
{
    private TwoFactorUser _user = null!;

    private AuthApp App => household.App;

    private ApiClient Client => _user.Client;

    public async ValueTask InitializeAsync() => _user = await TwoFactorUser.CreateAsync(App);

    public ValueTask DisposeAsync() => ValueTask.CompletedTask;

    [Fact]
    public async Task SetupGivesASecretInTheFormAuthenticatorsTake()
    {
        var setup = await Client.PostAsync("/api/v1/auth/2fa/setup");

        setup["secret"].ShouldMatch("^[A-Z2-7]{32}$");
        setup["otpauthUri"].ShouldBe($"otpauth://totp/MediaNest%3A{Uri.EscapeDataString(_user.Email)}?secret={setup["secret"]}&issuer=MediaNest&algorithm=SHA1&digits=6&period=30");
        (await _user.LoginAsync()).Data.TryGetProperty("token", out _).ShouldBeTrue("nothing is asked for before it is enabled");
    }

    [Fact]
    public async Task SecretAndBackupCodesAreNotReadableInTheDatabase()
    {
        var setup = await Client.PostAsync("/api/v1/auth/2fa/setup");
        var enabled = await Client.PostAsync("/api/v1/auth/2fa/enable", new { code = new Authenticator(setup["secret"]).CodeAt(App.Clock.GetUtcNow()) });

        var stored = await App.WithDatabaseAsync(async db => string.Join('\n', (await db.UserTokens.Select(token => token.Value).ToListAsync())
            .Concat((await db.BackupCodes.Select(code => code.Hash).ToListAsync()).Select(Convert.ToHexString))));
        stored.Length.ShouldBeGreaterThan(100);
        stored.ShouldNotContain(setup["secret"]);
        foreach (var code in enabled.Data.GetProperty("backupCodes").EnumerateArray())
        {
            stored.ShouldNotContain(code.GetString()!);
        }
    }

    [Fact]
    public async Task EnablingGivesTenBackupCodesAndEndsTheOtherSessions()
    {
        var other = App.As(await _user.LoginAsync());

        var user = await _user.EnableAsync();

        user.BackupCodes.Distinct(StringComparer.Ordinal).Count().ShouldBe(10);
        (await other.GetAsync("/api/v1/auth/session")).ShouldFail(401, "SESSION_INVALID");
        var state = (await Client.GetAsync("/api/v1/auth/2fa")).Data;
        state.GetProperty("enabled").GetBoolean().ShouldBeTrue();
        state.GetProperty("backupCodesLeft").GetInt32().ShouldBe(10);
        (await App.EventsAsync("SessionRevoked")).ShouldContain(revoked => revoked.GetProperty("reason").GetString() == "two-factor-changed");
        (await household.AdminClient.GetAsync($"/api/v1/admin/audit-log?action=two-factor-enabled&userId={_user.Id}")).Data.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task AWrongCodeEnablesNothing()
    {
        (await Client.PostAsync("/api/v1/auth/2fa/enable", new { code = "123456" })).ShouldFail(409, "CONFLICT");
        var setup = await Client.PostAsync("/api/v1/auth/2fa/setup");

        (await Client.PostAsync("/api/v1/auth/2fa/enable", new { code = new Authenticator(setup["secret"]).WrongCodeAt(App.Clock.GetUtcNow()) }))
            .ShouldFail(401, "INVALID_CREDENTIALS");
        (await Client.GetAsync("/api/v1/auth/2fa")).Data.GetProperty("enabled").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task WhatIsOnIsNotSetUpAgain()
    {
        var user = await _user.EnableAsync();

        (await Client.PostAsync("/api/v1/auth/2fa/setup")).ShouldFail(409, "CONFLICT");
        (await Client.PostAsync("/api/v1/auth/2fa/enable", new { code = user.Code })).ShouldFail(409, "CONFLICT");
    }

    [Fact]
    public async Task ThePasswordTurnsItOff()
    {
        await _user.EnableAsync();

        (await Client.PostAsync("/api/v1/auth/2fa/disable", new { password = "Wrong-Password-1" })).ShouldFail(401, "INVALID_CREDENTIALS");
        (await Client.PostAsync("/api/v1/auth/2fa/disable", new { password = TwoFactorUser.Password })).Data.GetProperty("enabled").GetBoolean().ShouldBeFalse();

        (await _user.LoginAsync()).Data.TryGetProperty("token", out _).ShouldBeTrue();
        (await _user.AlertsAsync()).ShouldContain("two-factor-disabled");
        (await household.AdminClient.GetAsync($"/api/v1/admin/audit-log?action=two-factor-disabled&userId={_user.Id}")).Data.GetProperty("items").GetArrayLength().ShouldBe(1);
        (await App.WithDatabaseAsync(db => db.BackupCodes.CountAsync(code => code.UserId.ToString() == _user.Id))).ShouldBe(0);
    }

    [Fact]
    public async Task ACodeTurnsItOffAndTheOtherSessionsEnd()
    {
        var user = await _user.EnableAsync();
        var other = App.As(await _user.LoginAsync(user.Code));
        _user.NextCode();

        (await Client.PostAsync("/api/v1/auth/2fa/disable", new { code = user.Code })).Status.ShouldBe(200);

        (await other.GetAsync("/api/v1/auth/session")).ShouldFail(401, "SESSION_INVALID");
        (await Client.GetAsync("/api/v1/auth/session")).Status.ShouldBe(200);
        (await Client.PostAsync("/api/v1/auth/2fa/disable", new { code = user.Code })).ShouldFail(409, "CONFLICT");
    }

    [Fact]
    public async Task GuessingToTurnItOffLocks()
    {
        var user = await _user.EnableAsync();
        for (var i = 0; i < 5; i++)
        {
            (await Client.PostAsync("/api/v1/auth/2fa/disable", new { code = user.WrongCode })).ShouldFail(401, "INVALID_CREDENTIALS");
        }

        (await Client.PostAsync("/api/v1/auth/2fa/disable", new { code = user.Code })).ShouldFail(423, "ACCOUNT_LOCKED");
        (await Client.PostAsync("/api/v1/auth/2fa/backup-codes", new { code = user.Code })).ShouldFail(423, "ACCOUNT_LOCKED");
    }

    [Fact]
    public async Task NewBackupCodesReplaceTheOldOnes()
    {
        var user = await _user.EnableAsync();
        (await Client.PostAsync("/api/v1/auth/2fa/backup-codes", new { code = user.WrongCode })).ShouldFail(401, "INVALID_CREDENTIALS");

        var code = user.Code;
        var renewed = (await Client.PostAsync("/api/v1/auth/2fa/backup-codes", new { code })).Data.GetProperty("backupCodes");

        renewed.GetArrayLength().ShouldBe(10);
        (await _user.LoginAsync(code)).ShouldFail(401, "INVALID_CREDENTIALS"); // it was used up here
        (await _user.LoginAsync(user.BackupCodes[0])).ShouldFail(401, "INVALID_CREDENTIALS");
        (await _user.LoginAsync(renewed[0].GetString()!)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task BackupCodesNeedTwoFactor() =>
        (await Client.PostAsync("/api/v1/auth/2fa/backup-codes", new { code = "123456" })).ShouldFail(409, "CONFLICT");

    [Theory]
    [InlineData("/api/v1/auth/2fa/enable", "{}")]
    [InlineData("/api/v1/auth/2fa/disable", "{}")]
    [InlineData("/api/v1/auth/2fa/backup-codes", """{"code":""}""")]
    public async Task WrongBodiesAreRefused(string path, string body) =>
        (await Client.RawAsync("POST", path, body)).ShouldFail(400, "VALIDATION_ERROR");

    [Fact]
    public async Task NobodyElseGetsIn()
    {
        foreach (var path in new[] { "setup", "enable", "disable", "backup-codes" })
        {
            (await App.Anonymous.PostAsync($"/api/v1/auth/2fa/{path}", new { code = "123456" })).ShouldFail(401, "UNAUTHORIZED");
        }
    }
}

using MediaNest.Auth.Tests.App;
using MediaNest.Testing.Identity;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Tests.TwoFactor;

public sealed class TwoFactorSettingsTests : IAsyncLifetime
{
    private AuthApp _app = null!;
    private ApiClient _client = null!;

    public async ValueTask InitializeAsync()
    {
        _app = await AuthApp.StartAsync();
        _client = _app.As(await _app.CreateAdminAsync());
    }

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    [Fact]
    public async Task SetupGivesASecretInTheFormAuthenticatorsTake()
    {
        var setup = await _client.PostAsync("/api/v1/auth/2fa/setup");

        setup["secret"].ShouldMatch("^[A-Z2-7]{32}$");
        setup["otpauthUri"].ShouldBe($"otpauth://totp/MediaNest%3Aolivia%40example.org?secret={setup["secret"]}&issuer=MediaNest&algorithm=SHA1&digits=6&period=30");
        (await _app.LoginAsync()).Data.TryGetProperty("token", out _).ShouldBeTrue("nothing is asked for before it is enabled");
    }

    [Fact]
    public async Task SecretAndBackupCodesAreNotReadableInTheDatabase()
    {
        var setup = await _client.PostAsync("/api/v1/auth/2fa/setup");
        var enabled = await _client.PostAsync("/api/v1/auth/2fa/enable", new { code = new Authenticator(setup["secret"]).CodeAt(_app.Clock.GetUtcNow()) });

        var stored = await _app.WithDatabaseAsync(async db => string.Join('\n', (await db.UserTokens.Select(token => token.Value).ToListAsync())
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
        var other = _app.As(await _app.LoginAsync());

        var user = await TwoFactorUser.EnableAsync(_app, _client);

        user.BackupCodes.Distinct(StringComparer.Ordinal).Count().ShouldBe(10);
        (await other.GetAsync("/api/v1/auth/session")).ShouldFail(401, "SESSION_INVALID");
        var state = (await _client.GetAsync("/api/v1/auth/2fa")).Data;
        state.GetProperty("enabled").GetBoolean().ShouldBeTrue();
        state.GetProperty("backupCodesLeft").GetInt32().ShouldBe(10);
        (await _app.EventsAsync("SessionRevoked")).ShouldContain(revoked => revoked.GetProperty("reason").GetString() == "two-factor-changed");
        (await _client.GetAsync("/api/v1/admin/audit-log?action=two-factor-enabled")).Data.GetProperty("items").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task AWrongCodeEnablesNothing()
    {
        (await _client.PostAsync("/api/v1/auth/2fa/enable", new { code = "123456" })).ShouldFail(409, "CONFLICT");
        var setup = await _client.PostAsync("/api/v1/auth/2fa/setup");

        (await _client.PostAsync("/api/v1/auth/2fa/enable", new { code = new Authenticator(setup["secret"]).WrongCodeAt(_app.Clock.GetUtcNow()) }))
            .ShouldFail(401, "INVALID_CREDENTIALS");
        (await _client.GetAsync("/api/v1/auth/2fa")).Data.GetProperty("enabled").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task WhatIsOnIsNotSetUpAgain()
    {
        var user = await TwoFactorUser.EnableAsync(_app, _client);

        (await _client.PostAsync("/api/v1/auth/2fa/setup")).ShouldFail(409, "CONFLICT");
        (await _client.PostAsync("/api/v1/auth/2fa/enable", new { code = user.CodeNow(_app) })).ShouldFail(409, "CONFLICT");
    }

    [Fact]
    public async Task ThePasswordTurnsItOff()
    {
        await TwoFactorUser.EnableAsync(_app, _client);

        (await _client.PostAsync("/api/v1/auth/2fa/disable", new { password = "Wrong-Password-1" })).ShouldFail(401, "INVALID_CREDENTIALS");
        (await _client.PostAsync("/api/v1/auth/2fa/disable", new { password = Household.AdminPassword })).Data.GetProperty("enabled").GetBoolean().ShouldBeFalse();

        (await _app.LoginAsync()).Data.TryGetProperty("token", out _).ShouldBeTrue();
        (await _app.EventsAsync("SecurityAlertRaised")).ShouldContain(alert => alert.GetProperty("kind").GetString() == "two-factor-disabled");
        (await _client.GetAsync("/api/v1/admin/audit-log?action=two-factor-disabled")).Data.GetProperty("items").GetArrayLength().ShouldBe(1);
        (await _app.WithDatabaseAsync(db => db.BackupCodes.CountAsync())).ShouldBe(0);
    }

    [Fact]
    public async Task ACodeTurnsItOffAndTheOtherSessionsEnd()
    {
        var user = await TwoFactorUser.EnableAsync(_app, _client);
        var other = _app.As(await _app.LoginAsync(user.CodeNow(_app)));
        _app.NextCode();

        (await _client.PostAsync("/api/v1/auth/2fa/disable", new { code = user.CodeNow(_app) })).Status.ShouldBe(200);

        (await other.GetAsync("/api/v1/auth/session")).ShouldFail(401, "SESSION_INVALID");
        (await _client.GetAsync("/api/v1/auth/session")).Status.ShouldBe(200);
        (await _client.PostAsync("/api/v1/auth/2fa/disable", new { code = user.CodeNow(_app) })).ShouldFail(409, "CONFLICT");
    }

    [Fact]
    public async Task GuessingToTurnItOffLocks()
    {
        var user = await TwoFactorUser.EnableAsync(_app, _client);
        for (var i = 0; i < 5; i++)
        {
            (await _client.PostAsync("/api/v1/auth/2fa/disable", new { code = user.WrongCode(_app) })).ShouldFail(401, "INVALID_CREDENTIALS");
        }

        (await _client.PostAsync("/api/v1/auth/2fa/disable", new { code = user.CodeNow(_app) })).ShouldFail(423, "ACCOUNT_LOCKED");
        (await _client.PostAsync("/api/v1/auth/2fa/backup-codes", new { code = user.CodeNow(_app) })).ShouldFail(423, "ACCOUNT_LOCKED");
    }

    [Fact]
    public async Task NewBackupCodesReplaceTheOldOnes()
    {
        var user = await TwoFactorUser.EnableAsync(_app, _client);
        (await _client.PostAsync("/api/v1/auth/2fa/backup-codes", new { code = user.WrongCode(_app) })).ShouldFail(401, "INVALID_CREDENTIALS");

        var code = user.CodeNow(_app);
        var renewed = (await _client.PostAsync("/api/v1/auth/2fa/backup-codes", new { code })).Data.GetProperty("backupCodes");

        renewed.GetArrayLength().ShouldBe(10);
        (await _app.LoginAsync(code)).ShouldFail(401, "INVALID_CREDENTIALS"); // it was used up here
        (await _app.LoginAsync(user.BackupCodes[0])).ShouldFail(401, "INVALID_CREDENTIALS");
        (await _app.LoginAsync(renewed[0].GetString()!)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task BackupCodesNeedTwoFactor() =>
        (await _client.PostAsync("/api/v1/auth/2fa/backup-codes", new { code = "123456" })).ShouldFail(409, "CONFLICT");

    [Theory]
    [InlineData("/api/v1/auth/2fa/enable", "{}")]
    [InlineData("/api/v1/auth/2fa/disable", "{}")]
    [InlineData("/api/v1/auth/2fa/backup-codes", """{"code":""}""")]
    public async Task WrongBodiesAreRefused(string path, string body) =>
        (await _client.RawAsync("POST", path, body)).ShouldFail(400, "VALIDATION_ERROR");

    [Fact]
    public async Task NobodyElseGetsIn()
    {
        foreach (var path in new[] { "setup", "enable", "disable", "backup-codes" })
        {
            (await _app.Anonymous.PostAsync($"/api/v1/auth/2fa/{path}", new { code = "123456" })).ShouldFail(401, "UNAUTHORIZED");
        }
    }
}

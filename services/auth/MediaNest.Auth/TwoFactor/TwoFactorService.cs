using MediaNest.Auth.Audit;
using MediaNest.Auth.Data;
using MediaNest.Auth.Requests;
using MediaNest.Auth.Sessions;
using MediaNest.Auth.SignIn;
using MediaNest.Auth.Users;
using MediaNest.Contracts;
using MediaNest.Messaging;
using MediaNest.ServiceDefaults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.TwoFactor;

/// <summary>Turns two-factor sign-in on and off. Either way all other sessions end: they were opened under other rules.</summary>
internal sealed class TwoFactorService(
    AuthDbContext db,
    UserManager<User> users,
    AccountStore store,
    SecondFactor secondFactor,
    SignInGuard guard,
    SessionService sessions,
    IEventPublisher events,
    AuditLog audit,
    TimeProvider clock)
{
    private const int BackupCodeCount = 10;

    /// <summary>Makes a new secret; it counts once a code has shown that the authenticator has it.</summary>
    public async Task<(string? Secret, User? User, ApiError? Error)> SetUpAsync(Guid userId, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = await LockAsync(userId, cancellationToken);
        if (user.TwoFactorEnabled)
        {
            return (null, null, AuthErrors.TwoFactorIsOn);
        }

        user.LastTotpStep = null;
        Require(await users.ResetAuthenticatorKeyAsync(user));
        var secret = await users.GetAuthenticatorKeyAsync(user);
        await transaction.CommitAsync(cancellationToken);
        return (secret, user, null);
    }

    public async Task<(IReadOnlyList<string>? Codes, ApiError? Error)> EnableAsync(
        Guid userId, Guid? sessionId, string code, ClientInfo client, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = await LockAsync(userId, cancellationToken);
        if (user.TwoFactorEnabled)
        {
            return (null, AuthErrors.TwoFactorIsOn);
        }

        if (await users.GetAuthenticatorKeyAsync(user) is null)
        {
            return (null, AuthErrors.TwoFactorIsOff);
        }

        if (!await users.VerifyTwoFactorTokenAsync(user, TokenOptions.DefaultAuthenticatorProvider, code.Replace(" ", "", StringComparison.Ordinal)))
        {
            return (null, AuthErrors.InvalidCode);
        }

        // what is tracked has missed the statement above
        await db.Entry(user).ReloadAsync(cancellationToken);
        Require(await users.SetTwoFactorEnabledAsync(user, enabled: true));
        var codes = await RenewCodesAsync(user, cancellationToken);
        audit.Add(AuditAction.TwoFactorEnabled, user.Id, client);
        await sessions.EndOthersWithinAsync(user.Id, sessionId, RevocationReasons.TwoFactorChanged, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (codes, null);
    }

    /// <summary>Turns it off for whoever knows the password or has a code.</summary>
    public async Task<ApiError?> DisableAsync(Guid userId, Guid? sessionId, DisableTwoFactor request, ClientInfo client, CancellationToken cancellationToken)
    {
        var attempt = await guard.BeginAsync(userId, cancellationToken);
        if (!attempt.IsAllowed)
        {
            return AuthErrors.Locked(attempt.Left);
        }

        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            var user = await LockAsync(userId, cancellationToken);
            if (!user.TwoFactorEnabled)
            {
                await transaction.RollbackAsync(cancellationToken);
                await guard.GiveBackAsync(userId, attempt, cancellationToken);
                return AuthErrors.TwoFactorIsOff;
            }

            if (await IsProvenAsync(user, request, client, cancellationToken))
            {
                await db.Entry(user).ReloadAsync(cancellationToken);
                await TurnOffAsync(user, sessionId, client, cancellationToken);
                await guard.GiveBackAsync(userId, attempt, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return null;
            }
        }

        await secondFactor.NoteFailureAsync(userId, attempt, client, cancellationToken);
        return request.Code is { Length: > 0 } ? AuthErrors.InvalidCode : AuthErrors.InvalidCredentials;
    }

    /// <summary>Replaces all backup codes, used or not.</summary>
    public async Task<(IReadOnlyList<string>? Codes, ApiError? Error)> RenewBackupCodesAsync(
        Guid userId, string code, ClientInfo client, CancellationToken cancellationToken)
    {
        var attempt = await guard.BeginAsync(userId, cancellationToken);
        if (!attempt.IsAllowed)
        {
            return (null, AuthErrors.Locked(attempt.Left));
        }

        await using (var transaction = await db.Database.BeginTransactionAsync(cancellationToken))
        {
            var user = await LockAsync(userId, cancellationToken);
            if (!user.TwoFactorEnabled)
            {
                await transaction.RollbackAsync(cancellationToken);
                await guard.GiveBackAsync(userId, attempt, cancellationToken);
                return (null, AuthErrors.TwoFactorIsOff);
            }

            if (await secondFactor.IsRightAsync(user, code, client, cancellationToken))
            {
                var codes = await RenewCodesAsync(user, cancellationToken);
                audit.Add(AuditAction.BackupCodesRenewed, user.Id, client);
                await db.SaveChangesAsync(cancellationToken);
                await guard.GiveBackAsync(userId, attempt, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return (codes, null);
            }
        }

        await secondFactor.NoteFailureAsync(userId, attempt, client, cancellationToken);
        return (null, AuthErrors.InvalidCode);
    }

    private async Task<bool> IsProvenAsync(User user, DisableTwoFactor request, ClientInfo client, CancellationToken cancellationToken) =>
        request.Code is { Length: > 0 } code
            ? await secondFactor.IsRightAsync(user, code, client, cancellationToken)
            : user.PasswordHash is { } hash
                && users.PasswordHasher.VerifyHashedPassword(user, hash, request.Password!) != PasswordVerificationResult.Failed;

    private async Task TurnOffAsync(User user, Guid? sessionId, ClientInfo client, CancellationToken cancellationToken)
    {
        Require(await users.SetTwoFactorEnabledAsync(user, enabled: false));
        await db.UserTokens.Where(token => token.UserId == user.Id && token.Name == AccountStore.AuthenticatorKeyName).ExecuteDeleteAsync(cancellationToken);
        await store.ReplaceCodesAsync(user, [], cancellationToken);
        audit.Add(AuditAction.TwoFactorDisabled, user.Id, client);
        var now = clock.GetUtcNow();
        await events.Publish(new SecurityAlertRaised(
            Guid.CreateVersion7(now), "two-factor-disabled", "warning", user.Id, $"{user.Name} turned two-factor sign-in off.", client.Address, now, user.Id), cancellationToken);
        await sessions.EndOthersWithinAsync(user.Id, sessionId, RevocationReasons.TwoFactorChanged, cancellationToken);
    }

    private async Task<IReadOnlyList<string>> RenewCodesAsync(User user, CancellationToken cancellationToken)
    {
        // Identity writes the whole row back: not without what statements have done to it
        await db.Entry(user).ReloadAsync(cancellationToken);
        var codes = (await users.GenerateNewTwoFactorRecoveryCodesAsync(user, BackupCodeCount) ?? []).ToList();
        await db.SaveChangesAsync(cancellationToken);
        return codes;
    }

    /// <summary>The user as they are, and stay until the transaction ends: Identity writes back the whole row.</summary>
    private async Task<User> LockAsync(Guid userId, CancellationToken cancellationToken) =>
        await db.Users.FromSql($"SELECT * FROM users WHERE id = {userId} FOR UPDATE").SingleAsync(cancellationToken);

    private static void Require(IdentityResult result)
    {
        if (!result.Succeeded)
        {
            throw new InvalidOperationException("Two-factor could not be changed: " + string.Join(", ", result.Errors.Select(error => error.Code)));
        }
    }
}

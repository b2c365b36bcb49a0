using MediaNest.Auth.Audit;
using MediaNest.Auth.Data;
using MediaNest.Auth.Requests;
using MediaNest.Auth.Sessions;
using MediaNest.Auth.SignIn;
using MediaNest.Auth.Users;
using MediaNest.Contracts;
using MediaNest.Messaging;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.TwoFactor;

/// <summary>Stands between the first factor, whichever it was, and the session.</summary>
internal sealed class SecondFactor(
    AuthDbContext db,
    UserManager<User> users,
    AccountStore store,
    SignInGuard guard,
    SessionService sessions,
    IEventPublisher events,
    AuditLog audit,
    TimeProvider clock)
{
    /// <summary>Opens the session of a user whose first factor was right; where two are wanted, the code is asked for or, if it is there, judged.</summary>
    /// <remarks>The caller has begun the transaction, and commits it unless the outcome is <see cref="SignInOutcome.Refused"/>.</remarks>
    public async Task<SignInOutcome> ContinueAsync(
        User user, string provider, bool remember, string? code, ClientInfo client, CancellationToken cancellationToken)
    {
        await db.SaveChangesAsync(cancellationToken);

        // the row's lock: who turns two-factor on at this moment either finds this session and ends it, or is asked here
        var isWanted = await db.Users.FromSql($"SELECT * FROM users WHERE id = {user.Id} FOR UPDATE")
            .Where(row => row.Status == UserStatus.Active).Select(row => (bool?)row.TwoFactorEnabled).SingleOrDefaultAsync(cancellationToken);
        if (isWanted is null)
        {
            return new SignInOutcome.Refused(AuthErrors.Suspended);
        }

        if (isWanted == true && code is null)
        {
            var (challenge, secret) = MfaChallenge.Create(user.Id, provider, remember, clock.GetUtcNow());
            db.MfaChallenges.Add(challenge);
            await db.SaveChangesAsync(cancellationToken);
            return new SignInOutcome.SecondFactorWanted(new SecondFactorRequest(true, secret, SecondFactorRequest.AllMethods, (int)MfaChallenge.Lifetime.TotalSeconds));
        }

        if (isWanted == true && !await IsRightAsync(user, code!, client, cancellationToken))
        {
            return new SignInOutcome.Refused(AuthErrors.InvalidCredentials);
        }

        return await sessions.OpenAsync(user, provider, remember, client, cancellationToken) is { } tokens
            ? new SignInOutcome.SignedIn(tokens)
            : new SignInOutcome.Refused(AuthErrors.Suspended);
    }

    /// <summary>Completes a sign-in that was asked for its second factor.</summary>
    public async Task<SignInOutcome> VerifyAsync(string secret, string code, ClientInfo client, CancellationToken cancellationToken)
    {
        var hash = MfaChallenge.HashOf(secret);
        var now = clock.GetUtcNow();

        // the attempt counts before the code is looked at, so that many at once get no more guesses than one after the other
        var taken = await db.MfaChallenges
            .Where(row => row.Hash == hash && row.UsedAt == null && row.ExpiresAt > now && row.Attempts < MfaChallenge.MaxAttempts)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.Attempts, row => row.Attempts + 1), cancellationToken);
        var challenge = await db.MfaChallenges.AsNoTracking().SingleOrDefaultAsync(row => row.Hash == hash, cancellationToken);
        if (taken == 0 || challenge is null)
        {
            return new SignInOutcome.Refused(challenge is { UsedAt: null } && challenge.ExpiresAt <= now ? AuthErrors.ChallengeExpired : AuthErrors.ChallengeInvalid);
        }

        var attempt = await guard.BeginAsync(challenge.UserId, cancellationToken);
        if (!attempt.IsAllowed)
        {
            return new SignInOutcome.Refused(AuthErrors.Locked(attempt.Left));
        }

        return await TryOpenAsync(challenge, code, client, cancellationToken) ?? await RefuseAsync(challenge.UserId, attempt, client, cancellationToken);
    }

    /// <summary>Judges a code and uses it up, within the caller's transaction.</summary>
    public async Task<bool> IsRightAsync(User user, string code, ClientInfo client, CancellationToken cancellationToken)
    {
        var plain = code.Replace(" ", "", StringComparison.Ordinal);
        if (await users.VerifyTwoFactorTokenAsync(user, TokenOptions.DefaultAuthenticatorProvider, plain))
        {
            return true;
        }

        // Identity's own method would write the whole row back, and with it undo what happened to it meanwhile
        if (plain.Length <= TotpProvider.Digits || !await store.RedeemCodeAsync(user, plain, cancellationToken))
        {
            return false;
        }

        var left = await store.CountCodesAsync(user, cancellationToken);
        audit.Add(AuditAction.BackupCodeUsed, user.Id, client, $"{left} left");
        await events.Publish(new SecurityAlertRaised(
            Guid.CreateVersion7(clock.GetUtcNow()), "backup-code-used", "info", user.Id, $"{user.Name} used a backup code; {left} are left.", client.Address,
            clock.GetUtcNow(), user.Id), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        return true;
    }

    /// <summary>Writes down that a code was wrong, and raises the alarm where it was one too many.</summary>
    public async Task NoteFailureAsync(Guid userId, Attempt attempt, ClientInfo client, CancellationToken cancellationToken)
    {
        audit.Add(attempt.IsLast ? AuditAction.AccountLocked : AuditAction.SignInFailed, userId, client, "second factor");
        if (attempt.IsLast)
        {
            var now = clock.GetUtcNow();
            await events.Publish(new SecurityAlertRaised(
                Guid.CreateVersion7(now), "account-locked", "warning", userId,
                "An account was locked after too many wrong codes: somebody may know its password.", client.Address, now), cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The session, or why there is none; null if the code is wrong.</summary>
    private async Task<SignInOutcome?> TryOpenAsync(MfaChallenge challenge, string code, ClientInfo client, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = await db.Users.SingleOrDefaultAsync(row => row.Id == challenge.UserId, cancellationToken);
        if (user is null)
        {
            return new SignInOutcome.Refused(AuthErrors.ChallengeInvalid);
        }

        if (!await IsRightAsync(user, code, client, cancellationToken))
        {
            return null;
        }

        var now = clock.GetUtcNow();
        var used = await db.MfaChallenges.Where(row => row.Id == challenge.Id && row.UsedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.UsedAt, now), cancellationToken);
        if (used == 0)
        {
            return new SignInOutcome.Refused(AuthErrors.ChallengeInvalid);
        }

        if (await sessions.OpenAsync(user, challenge.Provider, challenge.Remember, client, cancellationToken) is not { } tokens)
        {
            return new SignInOutcome.Refused(AuthErrors.Suspended);
        }

        await transaction.CommitAsync(cancellationToken);
        return new SignInOutcome.SignedIn(tokens);
    }

    private async Task<SignInOutcome> RefuseAsync(Guid userId, Attempt attempt, ClientInfo client, CancellationToken cancellationToken)
    {
        await NoteFailureAsync(userId, attempt, client, cancellationToken);
        return new SignInOutcome.Refused(AuthErrors.InvalidCode);
    }
}

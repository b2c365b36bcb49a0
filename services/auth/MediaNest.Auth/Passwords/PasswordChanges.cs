using MediaNest.Auth.Audit;
using MediaNest.Auth.Data;
using MediaNest.Auth.Mail;
using MediaNest.Auth.Requests;
using MediaNest.Auth.Sessions;
using MediaNest.Auth.SignIn;
using MediaNest.Auth.Users;
using MediaNest.ServiceDefaults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Passwords;

/// <summary>Gives accounts new passwords, with all that follows from it.</summary>
internal sealed class PasswordChanges(
    AuthDbContext db,
    UserManager<User> users,
    PasswordHistory history,
    SignInGuard guard,
    FailedAttempts failures,
    SessionService sessions,
    MailQueue mails,
    MailBell bell,
    AuditLog audit,
    TimeProvider clock)
{
    private static readonly TimeSpan NoticeLifetime = TimeSpan.FromDays(1);

    /// <summary>Changes one's own password; the session at hand goes on, the others end.</summary>
    public async Task<ApiError?> ChangeAsync(Guid userId, Guid? sessionId, ChangePassword request, ClientInfo client, CancellationToken cancellationToken)
    {
        if (await db.Users.AsNoTracking().SingleOrDefaultAsync(row => row.Id == userId, cancellationToken) is not { } known)
        {
            return AuthErrors.UserNotFound;
        }

        if (known.PasswordHash is null)
        {
            return AuthErrors.PasswordNotSet;
        }

        var attempt = await guard.BeginAsync(userId, cancellationToken);
        if (!attempt.IsAllowed)
        {
            return AuthErrors.Locked(attempt.Left);
        }

        if (users.PasswordHasher.VerifyHashedPassword(known, known.PasswordHash, request.CurrentPassword!) == PasswordVerificationResult.Failed)
        {
            await failures.NoteAsync(known, attempt, AuditAction.PasswordChangeFailed, client, detail: null, cancellationToken);
            return AuthErrors.InvalidCredentials;
        }

        // they have shown who they are; what follows is about the new password
        await guard.ForgiveAsync(userId, cancellationToken);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = await db.LockUserAsync(userId, cancellationToken);
        if (user is null || user.PasswordHash != known.PasswordHash)
        {
            // replaced in this very moment
            return AuthErrors.InvalidCredentials;
        }

        if (await SetAsync(user, request.NewPassword!, cancellationToken) is { } error)
        {
            return error;
        }

        audit.Add(AuditAction.PasswordChanged, user.Id, client);
        await sessions.EndOthersWithinAsync(user.Id, sessionId, RevocationReasons.PasswordChanged, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        bell.Ring();
        return null;
    }

    /// <summary>Sets a password within the caller's transaction, whatever the present one is: the caller knows whose account it is. Sessions are the caller's part.</summary>
    public async Task<ApiError?> SetAsync(User user, string password, CancellationToken cancellationToken)
    {
        List<IdentityError> errors = [];
        foreach (var validator in users.PasswordValidators)
        {
            errors.AddRange((await validator.ValidateAsync(users, user, password)).Errors);
        }

        if (errors.Count > 0)
        {
            return PasswordPolicy.AsFieldErrors(IdentityResult.Failed([.. errors]), "newPassword");
        }

        var now = clock.GetUtcNow();
        await history.RememberAsync(user, cancellationToken);
        user.PasswordHash = users.PasswordHasher.HashPassword(user, password);
        user.SecurityStamp = Guid.CreateVersion7(now).ToString("N");
        user.AccessFailedCount = 0;
        user.LockoutEnd = null;
        await db.PasswordResets.Where(reset => reset.UserId == user.Id && reset.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(reset => reset.EndedAt, now), cancellationToken);
        // a sign-in that waits for its second factor has proven the password of before
        await db.MfaChallenges.Where(challenge => challenge.UserId == user.Id && challenge.UsedAt == null).ExecuteDeleteAsync(cancellationToken);
        if (user.Email is { } email)
        {
            mails.Add(user.Id, PasswordMails.Changed(email, user.Name), NoticeLifetime);
        }

        await db.SaveChangesAsync(cancellationToken);
        return null;
    }
}

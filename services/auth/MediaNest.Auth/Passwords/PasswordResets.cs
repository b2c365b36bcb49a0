using MediaNest.Auth.Audit;
using MediaNest.Auth.Data;
using MediaNest.Auth.Limits;
using MediaNest.Auth.Mail;
using MediaNest.Auth.Requests;
using MediaNest.Auth.Sessions;
using MediaNest.Auth.Users;
using MediaNest.Persistence;
using MediaNest.ServiceDefaults;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Auth.Passwords;

/// <summary>New passwords for those who forgot theirs but read their mail.</summary>
internal sealed class PasswordResets(
    AuthDbContext db,
    UserManager<User> users,
    PasswordChanges changes,
    AttemptLimiter limiter,
    SessionService sessions,
    MailQueue mails,
    MailBell bell,
    AuditLog audit,
    IOptions<PasswordResetOptions> options,
    TimeProvider clock)
{
    private const string Scope = "password-reset";

    /// <summary>
    /// Stores a message with a link for whoever has this address. An address without an account gets the same answer for the same work: the same
    /// rows are written, and the message is thrown away instead of sent, later and elsewhere.
    /// </summary>
    public async Task<ApiError?> RequestAsync(string address, ClientInfo client, CancellationToken cancellationToken)
    {
        var email = users.NormalizeEmail(address);
        var attempt = await limiter.TakeAsync(Scope, email, options.Value.Limit, options.Value.Window, cancellationToken);
        if (attempt.RetryAfter is { } wait)
        {
            return AuthErrors.TooMany(wait);
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = await FindAsync(email, cancellationToken);
        var now = clock.GetUtcNow();
        var owner = user?.Id ?? Guid.Empty;
        await db.PasswordResets.Where(row => row.UserId == owner && row.EndedAt == null)
            .ExecuteUpdateAsync(set => set.SetProperty(row => row.EndedAt, now), cancellationToken);
        var (reset, secret) = PasswordReset.Create(user?.Id, options.Value.Lifetime, now);
        db.PasswordResets.Add(reset);
        mails.Add(
            user?.Id,
            PasswordMails.Reset(user?.Email ?? address, user?.Name ?? "somebody", $"{options.Value.Link}#token={reset.Id:N}.{secret}", options.Value.Lifetime),
            options.Value.Lifetime);
        audit.Add(AuditAction.PasswordResetRequested, user?.Id, client);
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        bell.Ring();
        return null;
    }

    /// <summary>Whether a token would be taken, without using it up.</summary>
    public async Task<(PasswordReset? Reset, ApiError? Error)> VerifyAsync(ResetToken token, CancellationToken cancellationToken)
    {
        var hash = PasswordReset.HashOf(token.Secret);
        var reset = await db.PasswordResets.AsNoTracking().SingleOrDefaultAsync(row => row.Hash == hash, cancellationToken);
        return Check(reset, token) is { } error ? (null, error) : (reset, null);
    }

    /// <summary>Sets the new password, uses the token up and ends all sessions. A password that the policy refuses leaves the token good.</summary>
    public async Task<ApiError?> ConfirmAsync(ResetToken token, string newPassword, ClientInfo client, CancellationToken cancellationToken)
    {
        var hash = PasswordReset.HashOf(token.Secret);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var owner = await db.PasswordResets.Where(row => row.Hash == hash).Select(row => row.UserId).SingleOrDefaultAsync(cancellationToken);

        // the account first, as asking for a new token does: of two that come at once the second finds the token used
        var user = owner is { } id ? await db.LockUserAsync(id, cancellationToken) : null;
        var reset = user is null ? null : await db.PasswordResets.SingleOrDefaultAsync(row => row.Hash == hash, cancellationToken);
        if (user is null || Check(reset, token) is not null)
        {
            await NoteFailureAsync(user?.Id, client, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return Check(reset, token) ?? AuthErrors.InvalidResetToken;
        }

        if (user.Status == UserStatus.Suspended)
        {
            return AuthErrors.Suspended;
        }

        try
        {
            reset!.End(clock.GetUtcNow());
            if (await changes.SetAsync(user, newPassword, cancellationToken) is { } error)
            {
                return error;
            }
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation(UserConfiguration.PasswordEmailIndex))
        {
            return ApiError.Conflict(ErrorCodes.Conflict, "Another account with this e-mail address has a password.");
        }

        audit.Add(AuditAction.PasswordReset, user.Id, client);
        await sessions.EndAllAsync(user.Id, RevocationReasons.PasswordChanged, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        bell.Ring();
        return null;
    }

    private ApiError? Check(PasswordReset? reset, ResetToken token)
    {
        if (reset is not { EndedAt: null, UserId: not null } || (token.Id is { } id && id != reset.Id))
        {
            return AuthErrors.InvalidResetToken;
        }

        return clock.GetUtcNow() >= reset.ExpiresAt ? AuthErrors.ResetTokenExpired : null;
    }

    private async Task NoteFailureAsync(Guid? userId, ClientInfo client, CancellationToken cancellationToken)
    {
        audit.Add(AuditAction.PasswordResetFailed, userId, client);
        await db.SaveChangesAsync(cancellationToken);
    }

    /// <summary>The account with a password, else, where that is wanted, the one Plex account that has the address; locked.</summary>
    private async Task<User?> FindAsync(string email, CancellationToken cancellationToken)
    {
        var candidates = await db.Users.FromSql($"SELECT * FROM users WHERE normalized_email = {email} AND status = 'active' ORDER BY id FOR UPDATE")
            .AsNoTracking().ToListAsync(cancellationToken);
        return candidates.Find(user => user.PasswordHash is not null)
            ?? (options.Value.PlexAccounts && candidates is [var only] ? only : null);
    }
}

using System.Security.Cryptography;
using System.Text;
using MediaNest.Auth.Data;
using Microsoft.AspNetCore.Identity;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Auth.SignIn;

/// <summary>
/// Counts failed attempts in Identity's lockout columns, but before the password is checked and in one statement: Identity counts after, so a
/// thousand attempts at once would all be checked. An address without an account is counted and locked just the same, with the same work.
/// </summary>
internal sealed class SignInGuard(AuthDbContext db, IOptions<IdentityOptions> identity, TimeProvider clock)
{
    private int MaxAttempts => identity.Value.Lockout.MaxFailedAccessAttempts;

    /// <summary>Takes one of the account's attempts; success gives them all back.</summary>
    public async Task<Attempt> BeginAsync(Guid userId, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var end = now + identity.Value.Lockout.DefaultLockoutTimeSpan;
        var counts = await db.Database.SqlQuery<int>($"""
            UPDATE users SET
                access_failed_count = CASE WHEN lockout_end IS NULL THEN access_failed_count + 1 ELSE 1 END,
                lockout_end = CASE WHEN lockout_end IS NULL AND access_failed_count + 1 >= {MaxAttempts} THEN {end} END
            WHERE id = {userId} AND (lockout_end IS NULL OR lockout_end <= {now})
            RETURNING access_failed_count AS "Value"
            """).ToListAsync(cancellationToken);
        return counts is [var count]
            ? Attempt.Allowed(isLast: count >= MaxAttempts)
            : Attempt.Locked(await LeftAsync(db.Users.Where(user => user.Id == userId).Select(user => user.LockoutEnd), now, cancellationToken));
    }

    /// <summary>Gives all of an account's attempts back, and unlocks it.</summary>
    public Task<int> ForgiveAsync(Guid userId, CancellationToken cancellationToken) => db.Users.Where(user => user.Id == userId)
        .ExecuteUpdateAsync(set => set
            .SetProperty(user => user.AccessFailedCount, 0)
            .SetProperty(user => user.LockoutEnd, (DateTimeOffset?)null), cancellationToken);

    /// <summary>Gives one attempt back: it was right, but it was only the first half.</summary>
    public Task GiveBackAsync(Guid userId, Attempt attempt, CancellationToken cancellationToken) =>
        db.Database.ExecuteSqlAsync($"""
            UPDATE users SET
                access_failed_count = GREATEST(access_failed_count - 1, 0),
                lockout_end = CASE WHEN {attempt.IsLast} THEN NULL ELSE lockout_end END
            WHERE id = {userId}
            """, cancellationToken);

    /// <summary>Takes an attempt of an address that has no account.</summary>
    public async Task<Attempt> BeginUnknownAsync(string normalizedEmail, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var end = now + identity.Value.Lockout.DefaultLockoutTimeSpan;
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(normalizedEmail));
        var counts = await db.Database.SqlQuery<int>($"""
            INSERT INTO unknown_sign_ins AS known (email_hash, access_failed_count, lockout_end, last_at) VALUES ({hash}, 1, NULL, {now})
            ON CONFLICT (email_hash) DO UPDATE SET
                access_failed_count = CASE WHEN known.lockout_end IS NULL THEN known.access_failed_count + 1 ELSE 1 END,
                lockout_end = CASE WHEN known.lockout_end IS NULL AND known.access_failed_count + 1 >= {MaxAttempts} THEN {end} END,
                last_at = {now}
            WHERE known.lockout_end IS NULL OR known.lockout_end <= {now}
            RETURNING access_failed_count AS "Value"
            """).ToListAsync(cancellationToken);
        return counts is [var count]
            ? Attempt.Allowed(isLast: count >= MaxAttempts)
            : Attempt.Locked(await LeftAsync(db.UnknownSignIns.Where(row => row.EmailHash == hash).Select(row => row.LockoutEnd), now, cancellationToken));
    }

    private static async Task<TimeSpan> LeftAsync(IQueryable<DateTimeOffset?> lockout, DateTimeOffset now, CancellationToken cancellationToken) =>
        await lockout.SingleOrDefaultAsync(cancellationToken) is { } end && end > now ? end - now : TimeSpan.FromSeconds(1);
}

/// <summary>Whether a password may be checked.</summary>
/// <param name="IsAllowed">False while the account is locked.</param>
/// <param name="IsLast">Whether the account is locked if this attempt fails.</param>
/// <param name="Left">How long the account stays locked.</param>
internal readonly record struct Attempt(bool IsAllowed, bool IsLast, TimeSpan Left)
{
    public static Attempt Allowed(bool isLast) => new(IsAllowed: true, isLast, TimeSpan.Zero);

    public static Attempt Locked(TimeSpan left) => new(IsAllowed: false, IsLast: false, left);
}

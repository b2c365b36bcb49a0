using System.Security.Cryptography;
using System.Text;
using MediaNest.Auth.Data;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Limits;

/// <summary>
/// Sliding windows in the database: one statement takes an attempt or refuses it, under the row's lock, so that any number of replicas and
/// requests at once get no more than the limit. Unlike the gateway's, these limits know whom an attempt is aimed at, and outlive Redis.
/// </summary>
internal sealed class AttemptLimiter(AuthDbContext db, TimeProvider clock)
{
    /// <summary>Takes one of <paramref name="limit"/> attempts within <paramref name="window"/>.</summary>
    public async Task<TakenAttempt> TakeAsync(string scope, string subject, int limit, TimeSpan window, CancellationToken cancellationToken)
    {
        var now = Now();
        var start = now - window;
        var hash = HashOf(scope, subject);
        var taken = await db.Database.SqlQuery<int>($"""
            INSERT INTO attempt_windows AS w (scope, subject, times, ends_at) VALUES ({scope}, {hash}, ARRAY[{now}]::timestamptz[], {now + window})
            ON CONFLICT (scope, subject) DO UPDATE SET
                times = ARRAY(SELECT t FROM unnest(w.times) t WHERE t > {start} ORDER BY t) || {now}::timestamptz,
                ends_at = {now + window}
            WHERE (SELECT count(*) FROM unnest(w.times) t WHERE t > {start}) < {limit}
            RETURNING 1 AS "Value"
            """).ToListAsync(cancellationToken);
        if (taken.Count > 0)
        {
            return new TakenAttempt(scope, hash, now, RetryAfter: null);
        }

        var earliest = await db.Database.SqlQuery<DateTimeOffset?>($"""
            SELECT min(t) AS "Value" FROM attempt_windows w, unnest(w.times) t WHERE w.scope = {scope} AND w.subject = {hash} AND t > {start}
            """).SingleAsync(cancellationToken);
        return new TakenAttempt(scope, hash, now, (earliest ?? now) + window - now);
    }

    /// <summary>Gives an attempt back that turned out not to be one.</summary>
    public Task GiveBackAsync(TakenAttempt attempt, CancellationToken cancellationToken) => db.Database.ExecuteSqlAsync(
        $"UPDATE attempt_windows SET times = array_remove(times, {attempt.At}::timestamptz) WHERE scope = {attempt.Scope} AND subject = {attempt.Subject}",
        cancellationToken);

    /// <summary>As PostgreSQL keeps it, in microseconds: what is given back has to be equal.</summary>
    private DateTimeOffset Now()
    {
        var now = clock.GetUtcNow();
        return now.AddTicks(-(now.Ticks % TimeSpan.TicksPerMicrosecond));
    }

    private static byte[] HashOf(string scope, string subject) => SHA256.HashData(Encoding.UTF8.GetBytes(scope + '\n' + subject));
}

/// <summary>An attempt that was taken, or refused.</summary>
/// <param name="Scope">What was attempted.</param>
/// <param name="Subject">By or against whom, hashed.</param>
/// <param name="At">When.</param>
/// <param name="RetryAfter">Null where it was taken; else when the next one will be.</param>
internal sealed record TakenAttempt(string Scope, byte[] Subject, DateTimeOffset At, TimeSpan? RetryAfter);

using MediaNest.Auth.Data;
using MediaNest.Email;
using MediaNest.Encryption;
using MediaNest.Persistence;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Auth.Mail;

/// <summary>
/// Sends what <see cref="MailQueue"/> stored. A replica claims a message for a while before it sends it, so no two send the same one; one that
/// dies in between leaves it to the next after that while. A message is thus sent at least once, and twice only then.
/// </summary>
internal sealed class MailDispatcher(
    IServiceScopeFactory scopes,
    DatabaseReadiness<AuthDbContext> database,
    EmailSender sender,
    SecretProtector protector,
    MailBell bell,
    IOptions<MailQueueOptions> options,
    IOptions<EmailOptions> emailOptions,
    TimeProvider clock,
    ILogger<MailDispatcher> logger) : BackgroundService
{
    /// <summary>Longer than sending can take: the conversation, and the reply at its end.</summary>
    private TimeSpan Claim => (emailOptions.Value.Timeout * 2) + TimeSpan.FromSeconds(30);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (DesignTime.IsActive)
        {
            return;
        }

        await database.WaitAsync(stoppingToken);
        while (true)
        {
            try
            {
                while (await SendNextAsync(stoppingToken))
                {
                    // until there is none that is due
                }
            }
            catch (Exception exception) when (exception is not OperationCanceledException)
            {
                logger.DispatchFailed(exception);
            }

            await bell.WaitAsync(options.Value.PollInterval, clock, stoppingToken);
        }
    }

    private async Task<bool> SendNextAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AuthDbContext>();
        if (await ClaimAsync(db, cancellationToken) is not { } email)
        {
            return false;
        }

        if (await IsDoneAsync(email, cancellationToken) is { } retryAt)
        {
            await db.OutgoingEmails.Where(row => row.Id == email.Id)
                .ExecuteUpdateAsync(set => set.SetProperty(row => row.NextAttemptAt, retryAt), cancellationToken);
        }
        else
        {
            // what was sent must not be sent again because the service stops right now
            await db.OutgoingEmails.Where(row => row.Id == email.Id).ExecuteDeleteAsync(CancellationToken.None);
        }

        return true;
    }

    private async Task<OutgoingEmail?> ClaimAsync(AuthDbContext db, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        var claimed = await db.OutgoingEmails.FromSql($"""
            UPDATE outgoing_emails SET attempts = attempts + 1, next_attempt_at = {now + Claim}
            WHERE id = (SELECT id FROM outgoing_emails WHERE next_attempt_at <= {now} ORDER BY next_attempt_at LIMIT 1 FOR UPDATE SKIP LOCKED)
            RETURNING *
            """).AsNoTracking().ToListAsync(cancellationToken);
        return claimed.SingleOrDefault();
    }

    /// <summary>Null where the message has no further use; else when to try again.</summary>
    private async Task<DateTimeOffset?> IsDoneAsync(OutgoingEmail email, CancellationToken cancellationToken)
    {
        if (email.UserId is null)
        {
            return null;
        }

        if (clock.GetUtcNow() >= email.ExpiresAt)
        {
            logger.Expired(email.Id, email.Attempts - 1);
            return null;
        }

        if (!MailQueue.TryRead(protector, email, out var message))
        {
            logger.Unreadable(email.Id);
            return null;
        }

        try
        {
            await sender.SendAsync(message, cancellationToken);
            return null;
        }
        catch (EmailException exception) when (exception.IsPermanent)
        {
            logger.Refused(exception, email.Id);
            return null;
        }
        catch (EmailException exception)
        {
            var delay = options.Value.DelayAfter(email.Attempts);
            logger.NotSent(exception, email.Id, email.Attempts, delay);
            return clock.GetUtcNow() + delay;
        }
    }
}

internal static partial class MailLog
{
    [LoggerMessage(1, LogLevel.Warning, "E-mail {Id} was not sent at attempt {Attempt}; the next is in {Delay}")]
    public static partial void NotSent(this ILogger logger, Exception failure, Guid id, int attempt, TimeSpan delay);

    [LoggerMessage(2, LogLevel.Error, "E-mail {Id} was refused for good and is given up")]
    public static partial void Refused(this ILogger logger, Exception failure, Guid id);

    [LoggerMessage(3, LogLevel.Error, "E-mail {Id} was not sent in time, after {Attempts} attempts, and is given up")]
    public static partial void Expired(this ILogger logger, Guid id, int attempts);

    [LoggerMessage(4, LogLevel.Error, "E-mail {Id} cannot be read or has no address that mail can be sent to, and is given up; is a key missing from Encryption:PreviousKeys?")]
    public static partial void Unreadable(this ILogger logger, Guid id);

    [LoggerMessage(5, LogLevel.Warning, "Stored e-mail could not be looked through; trying again")]
    public static partial void DispatchFailed(this ILogger logger, Exception failure);
}

using MediaNest.Auth.Audit;
using MediaNest.Auth.Data;
using MediaNest.Auth.Requests;
using MediaNest.Auth.Users;
using MediaNest.Contracts;
using MediaNest.Messaging;

namespace MediaNest.Auth.SignIn;

/// <summary>Writes failed attempts down, and tells administrators of the one that locks the account.</summary>
internal sealed class FailedAttempts(AuthDbContext db, AuditLog audit, IEventPublisher events, TimeProvider clock)
{
    /// <summary>Notes one failure.</summary>
    /// <param name="user">Null where the address has no account.</param>
    /// <param name="attempt">The attempt that failed.</param>
    /// <param name="failure">What the line in the audit log is called unless the account is locked by it.</param>
    /// <param name="client">Who tried.</param>
    /// <param name="detail">For the audit log.</param>
    /// <param name="cancellationToken">Ends the wait for the database.</param>
    public async Task NoteAsync(User? user, Attempt attempt, AuditAction failure, ClientInfo client, string? detail, CancellationToken cancellationToken)
    {
        audit.Add(attempt.IsLast ? AuditAction.AccountLocked : failure, user?.Id, client, detail);
        if (attempt.IsLast)
        {
            var now = clock.GetUtcNow();
            var who = user is null ? "An address without an account" : user.Name;
            await events.Publish(new SecurityAlertRaised(
                Guid.CreateVersion7(now), "account-locked", "warning", user?.Id, $"{who} was locked after too many failed attempts.", client.Address, now), cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
    }
}

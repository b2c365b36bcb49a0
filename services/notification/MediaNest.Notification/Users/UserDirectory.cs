using MediaNest.Email;
using MediaNest.Notification.Data;
using MediaNest.ServiceDefaults.Identity;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Notification.Users;

/// <summary>
/// The read model of users. Events of one user come through several queues and may overtake each other, so the newest fact wins
/// by its own time, and a deleted user stays deleted. Single statements: two consumers at once cannot undo each other.
/// </summary>
internal sealed class UserDirectory(NotificationDbContext database)
{
    private const string NoRole = "";

    public Task SetRoleAsync(Guid userId, string role, DateTimeOffset asOf, CancellationToken cancellationToken) =>
        database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO users (user_id, role, as_of, deleted) VALUES ({userId}, {role}, {asOf.ToUniversalTime()}, FALSE)
            ON CONFLICT (user_id) DO UPDATE SET role = excluded.role, as_of = excluded.as_of
            WHERE users.as_of < excluded.as_of AND NOT users.deleted
            """,
            cancellationToken);

    /// <summary>Takes over where mail to a user goes; null, and what cannot be written to, for nowhere.</summary>
    public Task SetAddressAsync(Guid userId, string? email, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        var address = EmailAddress.TryParse(email, out var parsed) ? parsed.Value : null;
        // the role comes by another event, which is newer than no time at all
        return database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO users (user_id, role, as_of, deleted, email, email_as_of)
            VALUES ({userId}, {NoRole}, {DateTimeOffset.UnixEpoch}, FALSE, {address}, {asOf.ToUniversalTime()})
            ON CONFLICT (user_id) DO UPDATE SET email = excluded.email, email_as_of = excluded.email_as_of
            WHERE (users.email_as_of IS NULL OR users.email_as_of < excluded.email_as_of) AND NOT users.deleted
            """,
            cancellationToken);
    }

    public Task SetDeletedAsync(Guid userId, DateTimeOffset asOf, CancellationToken cancellationToken) =>
        database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO users (user_id, role, as_of, deleted) VALUES ({userId}, {NoRole}, {asOf.ToUniversalTime()}, TRUE)
            ON CONFLICT (user_id) DO UPDATE SET role = excluded.role, as_of = excluded.as_of, deleted = TRUE, email = NULL, email_as_of = NULL
            """,
            cancellationToken);

    public Task<List<Guid>> FindAdminsAsync(CancellationToken cancellationToken) =>
        database.Users.Where(user => user.Role == Roles.Admin && !user.Deleted).Select(user => user.UserId).ToListAsync(cancellationToken);

    /// <summary>Everybody, or everybody of a role.</summary>
    public Task<List<Guid>> FindAllAsync(string? role, CancellationToken cancellationToken) =>
        database.Users.Where(user => !user.Deleted && (role == null || user.Role == role)).Select(user => user.UserId).ToListAsync(cancellationToken);

    /// <summary>
    /// Those of <paramref name="userIds"/> that are known, the deleted too. Holds their rows until the transaction ends, so that a
    /// deletion cannot slip between this answer and what is stored because of it.
    /// </summary>
    public Task<Dictionary<Guid, KnownUser>> HoldAsync(Guid[] userIds, CancellationToken cancellationToken) =>
        database.Users
            .FromSql($"SELECT * FROM users WHERE user_id = ANY ({userIds}) ORDER BY user_id FOR SHARE")
            .AsNoTracking()
            .ToDictionaryAsync(user => user.UserId, cancellationToken);
}

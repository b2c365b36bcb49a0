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

    public Task SetDeletedAsync(Guid userId, DateTimeOffset asOf, CancellationToken cancellationToken) =>
        database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO users (user_id, role, as_of, deleted) VALUES ({userId}, {NoRole}, {asOf.ToUniversalTime()}, TRUE)
            ON CONFLICT (user_id) DO UPDATE SET role = excluded.role, as_of = excluded.as_of, deleted = TRUE
            """,
            cancellationToken);

    public Task<List<Guid>> FindAdminsAsync(CancellationToken cancellationToken) =>
        database.Users.Where(user => user.Role == Roles.Admin && !user.Deleted).Select(user => user.UserId).ToListAsync(cancellationToken);

    /// <summary>
    /// Those of <paramref name="userIds"/> that are deleted. Holds the rows of the others until the transaction ends, so that a
    /// deletion cannot slip between this answer and what is stored because of it.
    /// </summary>
    public async Task<HashSet<Guid>> FindDeletedAsync(Guid[] userIds, CancellationToken cancellationToken)
    {
        var known = await database.Users
            .FromSql($"SELECT * FROM users WHERE user_id = ANY ({userIds}) ORDER BY user_id FOR SHARE")
            .AsNoTracking()
            .ToListAsync(cancellationToken);
        return [.. known.Where(user => user.Deleted).Select(user => user.UserId)];
    }
}

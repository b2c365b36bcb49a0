using MediaNest.Auth.Audit;
using MediaNest.Auth.Data;
using MediaNest.Auth.Requests;
using MediaNest.Auth.Sessions;
using MediaNest.Contracts;
using MediaNest.Messaging;
using MediaNest.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Users;

/// <summary>What administrators do to accounts: effective everywhere with the user's next request, as Redis is written before the transaction ends.</summary>
internal sealed class UserAdministration(
    AuthDbContext db, SessionService sessions, SessionRegistry registry, IEventPublisher events, AuditLog audit, TimeProvider clock)
{
    public async Task<(User? User, ApiError? Error)> ChangeRoleAsync(
        Guid adminId, Guid userId, UserRole role, ClientInfo client, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var (user, error) = await FindOtherAsync(adminId, userId, loses: role != UserRole.Admin, cancellationToken);
        if (user is null || user.Role == role)
        {
            return (user, error);
        }

        var previous = user.Role;
        user.Role = role;
        audit.Add(AuditAction.RoleChanged, user.Id, client, $"{previous.AsText()} to {role.AsText()}");
        await events.Publish(new UserRoleChanged(user.Id, role.AsText(), previous.AsText(), clock.GetUtcNow(), adminId), cancellationToken);
        if (role == UserRole.Admin)
        {
            var now = clock.GetUtcNow();
            await events.Publish(new SecurityAlertRaised(
                Guid.CreateVersion7(now), "admin-created", "warning", user.Id, $"{user.Name} was made an administrator.", client.Address, now, adminId), cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await sessions.PublishUserAsync(user, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (user, null);
    }

    /// <summary>Ends a lockout before its time; of one's own account too, as whoever is signed in has shown who they are.</summary>
    public async Task<User?> UnlockAsync(Guid userId, ClientInfo client, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        if (await db.LockUserAsync(userId, cancellationToken) is not { } user)
        {
            return null;
        }

        if (user.LockoutEnd > clock.GetUtcNow())
        {
            audit.Add(AuditAction.AccountUnlocked, user.Id, client);
        }

        user.LockoutEnd = null;
        user.AccessFailedCount = 0;
        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return user;
    }

    public async Task<(User? User, ApiError? Error)> ChangeStatusAsync(
        Guid adminId, Guid userId, UserStatus status, string? reason, ClientInfo client, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var (user, error) = await FindOtherAsync(adminId, userId, loses: status != UserStatus.Active, cancellationToken);
        if (user is null || user.Status == status)
        {
            return (user, error);
        }

        user.Status = status;
        var suspended = status == UserStatus.Suspended;
        audit.Add(suspended ? AuditAction.UserSuspended : AuditAction.UserReinstated, user.Id, client, reason is { Length: > 200 } ? reason[..200] : reason);
        await events.Publish(new UserSuspended(user.Id, suspended, reason, clock.GetUtcNow(), adminId), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        if (suspended)
        {
            await sessions.EndAllAsync(user.Id, RevocationReasons.Suspended, cancellationToken);
        }

        await sessions.PublishUserAsync(user, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (user, null);
    }

    public async Task<ApiError?> DeleteAsync(Guid adminId, Guid userId, ClientInfo client, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var (user, error) = await FindOtherAsync(adminId, userId, loses: true, cancellationToken);
        if (user is null)
        {
            return error;
        }

        await sessions.EndAllAsync(user.Id, RevocationReasons.Deleted, cancellationToken);

        await registry.RemoveAsync(await db.ApiKeys.Where(key => key.UserId == userId).Select(key => key.Id).ToListAsync(cancellationToken));

        // what is left of the person in the audit log goes too; that something happened stays
        await db.AuditEntries.Where(entry => entry.UserId == userId || entry.ActorId == userId)
            .ExecuteUpdateAsync(set => set.SetProperty(entry => entry.Address, (string?)null).SetProperty(entry => entry.Device, (string?)null), cancellationToken);
        await db.AuditEntries.Where(entry => entry.UserId == userId)
            .ExecuteUpdateAsync(set => set.SetProperty(entry => entry.Detail, (string?)null), cancellationToken);
        await db.EraseSentEventsAsync(userId, cancellationToken);
        audit.Add(AuditAction.UserDeleted, user.Id, client);
        await events.Publish(new UserDeleted(user.Id, clock.GetUtcNow(), adminId), cancellationToken);
        db.Users.Remove(user);
        await db.SaveChangesAsync(cancellationToken);
        await registry.MarkDeletedAsync(user.Id);
        await transaction.CommitAsync(cancellationToken);
        return null;
    }

    /// <summary>The user, locked; refused if it is the administrator's own account or, where they lose by it, the last active administrator's.</summary>
    private async Task<(User? User, ApiError? Error)> FindOtherAsync(Guid adminId, Guid userId, bool loses, CancellationToken cancellationToken)
    {
        if (adminId == userId)
        {
            return (null, ApiError.Validation("id", "Administrators cannot do this to their own account."));
        }

        await db.LockAsync(AuthLock.Administrators, cancellationToken);
        var user = (await db.Users.FromSql($"SELECT * FROM users WHERE id = {userId} FOR UPDATE").ToListAsync(cancellationToken)).SingleOrDefault();
        if (user is null)
        {
            return (null, AuthErrors.UserNotFound);
        }

        if (loses && user is { Role: UserRole.Admin, Status: UserStatus.Active }
            && !await db.Users.AnyAsync(other => other.Id != userId && other.Role == UserRole.Admin && other.Status == UserStatus.Active, cancellationToken))
        {
            return (null, ApiError.Conflict(ErrorCodes.Conflict, "This is the last administrator."));
        }

        return (user, null);
    }
}

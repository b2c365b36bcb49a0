using MediaNest.Auth.Audit;
using MediaNest.Auth.Data;
using MediaNest.Auth.Requests;
using MediaNest.Auth.Sessions;
using MediaNest.Auth.Users;
using MediaNest.Contracts;
using MediaNest.Messaging;
using MediaNest.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.ApiKeys;

/// <summary>Makes and revokes keys. They outlive sessions and changes of the password; who fears for one revokes it.</summary>
internal sealed class ApiKeyService(AuthDbContext db, SessionRegistry registry, IEventPublisher events, AuditLog audit, TimeProvider clock)
{
    public const int MaxKeys = 25;

    /// <summary>A user's keys that are good, the latest first.</summary>
    public IQueryable<ApiKey> Alive(Guid userId)
    {
        var now = clock.GetUtcNow();
        return db.ApiKeys.AsNoTracking()
            .Where(key => key.UserId == userId && key.RevokedAt == null && (key.ExpiresAt == null || key.ExpiresAt > now))
            .OrderByDescending(key => key.CreatedAt).ThenByDescending(key => key.Id);
    }

    public async Task<(ApiKey? Key, string? Secret, ApiError? Error)> CreateAsync(
        Guid userId, CreateApiKey request, ClientInfo client, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        if (request.ExpiresAt <= now)
        {
            return (null, null, ApiError.Validation("expiresAt", "A time to come."));
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = await db.Users.FromSql($"SELECT * FROM users WHERE id = {userId} FOR UPDATE").AsNoTracking().SingleAsync(cancellationToken);
        var isAdminKey = request.Scopes!.Contains(ApiScope.Admin);
        if (isAdminKey && user.Role != UserRole.Admin)
        {
            return (null, null, ApiError.Forbidden("Only administrators may have keys with the scope 'admin'."));
        }

        if (await Alive(userId).CountAsync(cancellationToken) >= MaxKeys)
        {
            return (null, null, ApiError.Conflict(ErrorCodes.Conflict, $"You have {MaxKeys} keys; revoke one first."));
        }

        var (key, secret) = ApiKey.Create(userId, request.Name!.Trim(), request.Scopes!, request.ExpiresAt, now);
        db.ApiKeys.Add(key);
        audit.Add(AuditAction.ApiKeyCreated, userId, client, $"{key.Hint}… for {key.Scopes}");
        if (isAdminKey)
        {
            await events.Publish(new SecurityAlertRaised(
                Guid.CreateVersion7(now), "admin-key-created", "warning", userId,
                $"{user.Name} made an API key with an administrator's rights.", client.Address, now, userId), cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return (key, secret, null);
    }

    /// <summary>Ends a key, everywhere with its next use; false where the user has no such key.</summary>
    public async Task<bool> RevokeAsync(Guid userId, Guid keyId, ClientInfo client, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var key = await db.ApiKeys.FromSql($"SELECT * FROM api_keys WHERE id = {keyId} AND user_id = {userId} FOR UPDATE").SingleOrDefaultAsync(cancellationToken);
        var now = clock.GetUtcNow();
        if (key is null || !key.IsAliveAt(now))
        {
            return false;
        }

        key.RevokedAt = now;
        audit.Add(AuditAction.ApiKeyRevoked, userId, client, $"{key.Hint}…");
        await events.Publish(new SessionRevoked(userId, key.Id, RevocationReasons.Revoked, now), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await registry.RemoveAsync([key.Id]);
        await transaction.CommitAsync(cancellationToken);
        return true;
    }
}

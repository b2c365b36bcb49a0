using MediaNest.Auth.Audit;
using MediaNest.Auth.Data;
using MediaNest.Auth.Keys;
using MediaNest.Auth.Requests;
using MediaNest.Auth.Users;
using MediaNest.Contracts;
using MediaNest.Messaging;
using MediaNest.Tokens.Csrf;
using MediaNest.Tokens.Signing;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Auth.Sessions;

/// <summary>Opens sessions, prolongs them with refresh tokens and ends them: in the database, in Redis, in the event log and in the audit log at once.</summary>
internal sealed class SessionService(
    AuthDbContext db,
    SessionRegistry registry,
    KnownDevices devices,
    SigningKeys keys,
    CsrfTokens csrf,
    IEventPublisher events,
    AuditLog audit,
    IOptions<SessionLifetimeOptions> options,
    TimeProvider clock,
    ILogger<SessionService> logger)
{
    /// <summary>Opens a session and saves whatever else the transaction holds; null where the user was suspended or deleted meanwhile.</summary>
    /// <remarks>The caller has begun the transaction and commits it.</remarks>
    public async Task<IssuedTokens?> OpenAsync(User user, string provider, bool remember, ClientInfo client, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        await db.SaveChangesAsync(cancellationToken);

        // locks the row: who is suspended at this moment either has no session yet, or has this one ended with the others
        var signedIn = await db.Users.Where(row => row.Id == user.Id && row.Status == UserStatus.Active)
            .ExecuteUpdateAsync(set => set
                .SetProperty(row => row.LastLoginAt, now)
                .SetProperty(row => row.AccessFailedCount, 0)
                .SetProperty(row => row.LockoutEnd, (DateTimeOffset?)null), cancellationToken);
        if (signedIn == 0)
        {
            return null;
        }

        var lifetime = remember ? options.Value.RefreshLifetime(provider) : options.Value.AccessTokenLifetime;
        var session = Session.Open(user.Id, provider, remember, lifetime, client, now);
        db.Sessions.Add(session);
        var refresh = remember ? AddRefreshToken(session, now) : null;
        audit.Add(AuditAction.SignedIn, user.Id, client, provider);
        await devices.NoteAsync(user, client, cancellationToken);
        await events.Publish(new UserSignedIn(user.Id, session.Id, user.Name, provider, session.Device, now, user.Id), cancellationToken);
        await db.SaveChangesAsync(cancellationToken);
        await registry.PublishAsync(session, user.Id, user.Role, UserStatus.Active);
        return Issue(user, session, refresh, now);
    }

    /// <summary>Trades a refresh token for new tokens.</summary>
    public async Task<RefreshOutcome> RefreshAsync(string secret, ClientInfo client, CancellationToken cancellationToken)
    {
        var hash = RefreshToken.HashOf(secret);
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var known = await db.RefreshTokens.AsNoTracking().Where(row => row.Hash == hash)
            .Select(row => new { row.Id, row.SessionId }).SingleOrDefaultAsync(cancellationToken);
        if (known is null)
        {
            return new RefreshOutcome.Refused(RefreshRefusal.Unknown);
        }

        // one refresh of a session at a time, and none beside its revocation
        var session = await db.Sessions.FromSql($"SELECT * FROM sessions WHERE id = {known.SessionId} FOR UPDATE").SingleOrDefaultAsync(cancellationToken);
        var token = await db.RefreshTokens.SingleOrDefaultAsync(row => row.Id == known.Id, cancellationToken);
        var user = session is null ? null : await db.Users.SingleOrDefaultAsync(row => row.Id == session.UserId, cancellationToken);
        if (session is null || token is null || user is null)
        {
            return new RefreshOutcome.Refused(RefreshRefusal.Unknown);
        }

        var now = clock.GetUtcNow();
        if (user.Status == UserStatus.Suspended)
        {
            return new RefreshOutcome.Refused(RefreshRefusal.Suspended);
        }

        if (!session.IsAliveAt(now))
        {
            return new RefreshOutcome.Refused(session.RevokedAt is null ? RefreshRefusal.Expired : RefreshRefusal.SessionEnded);
        }

        switch (token.Spend(options.Value.RefreshGrace, now))
        {
            case RefreshUse.Expired:
                return new RefreshOutcome.Refused(RefreshRefusal.Expired);
            case RefreshUse.Refused:
                return new RefreshOutcome.Refused(RefreshRefusal.Unknown);
            case RefreshUse.Reused:
                logger.TokenReused(session.Id);
                audit.Add(AuditAction.TokenReused, user.Id, client);
                await events.Publish(new SecurityAlertRaised(
                    Guid.CreateVersion7(now), "token-reuse", "critical", user.Id,
                    $"A refresh token of {user.Name} was used a second time; its session was ended.", client.Address, now), cancellationToken);
                await EndAsync([session], RevocationReasons.TokenReuse, cancellationToken);
                await transaction.CommitAsync(cancellationToken);
                return new RefreshOutcome.Refused(RefreshRefusal.Reused);
        }

        var refresh = AddRefreshToken(session, now);
        session.LastUsedAt = now;
        session.ExpiresAt = now + options.Value.RefreshLifetime(session.Provider);
        await db.SaveChangesAsync(cancellationToken);
        await registry.PublishAsync(session, user.Id, user.Role, user.Status);
        await transaction.CommitAsync(cancellationToken);
        return new RefreshOutcome.Granted(Issue(user, session, refresh, now));
    }

    /// <summary>Ends one session of a user; false where the user has no such session alive.</summary>
    public async Task<bool> EndAsync(Guid userId, Guid sessionId, string reason, ClientInfo client, CancellationToken cancellationToken) =>
        await EndAsync(userId, session => session.Id == sessionId, reason, client, cancellationToken) > 0;

    /// <summary>Ends all of a user's sessions but one; how many there were.</summary>
    public Task<int> EndOthersAsync(Guid userId, Guid? keep, string reason, ClientInfo client, CancellationToken cancellationToken) =>
        EndAsync(userId, session => session.Id != keep, reason, client, cancellationToken);

    /// <summary>Ends all of a user's sessions within the caller's transaction.</summary>
    public async Task<int> EndAllAsync(Guid userId, string reason, CancellationToken cancellationToken)
    {
        var sessions = await LockAliveAsync(userId, cancellationToken);
        await EndAsync(sessions, reason, cancellationToken);
        return sessions.Count;
    }

    /// <summary>Ends all of a user's sessions but one within the caller's transaction.</summary>
    public async Task EndOthersWithinAsync(Guid userId, Guid? keep, string reason, CancellationToken cancellationToken) =>
        await EndAsync([.. (await LockAliveAsync(userId, cancellationToken)).Where(session => session.Id != keep)], reason, cancellationToken);

    /// <summary>Writes a user's present role and state to Redis, with the sessions, within the caller's transaction.</summary>
    public async Task PublishUserAsync(User user, CancellationToken cancellationToken) =>
        await registry.PublishAsync(await LockAliveAsync(user.Id, cancellationToken), user.Id, user.Role, user.Status);

    /// <summary>A user's sessions that are alive, the latest first.</summary>
    public IQueryable<Session> Alive(Guid userId)
    {
        var now = clock.GetUtcNow();
        return db.Sessions.AsNoTracking()
            .Where(session => session.UserId == userId && session.RevokedAt == null && session.ExpiresAt > now)
            .OrderByDescending(session => session.CreatedAt);
    }

    private async Task<int> EndAsync(Guid userId, Func<Session, bool> which, string reason, ClientInfo client, CancellationToken cancellationToken)
    {
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var sessions = (await LockAliveAsync(userId, cancellationToken)).Where(which).ToList();
        if (sessions.Count == 0)
        {
            return 0;
        }

        var action = reason == RevocationReasons.Logout ? AuditAction.SignedOut : AuditAction.SessionEnded;
        audit.Add(action, userId, client, sessions.Count == 1 ? sessions[0].Device : $"{sessions.Count} sessions");
        await EndAsync(sessions, reason, cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return sessions.Count;
    }

    private async Task EndAsync(IReadOnlyCollection<Session> sessions, string reason, CancellationToken cancellationToken)
    {
        var now = clock.GetUtcNow();
        foreach (var session in sessions)
        {
            session.Revoke(reason, now);
            await events.Publish(new SessionRevoked(session.UserId, session.Id, reason, now), cancellationToken);
        }

        await db.SaveChangesAsync(cancellationToken);
        await registry.RemoveAsync(sessions.Select(session => session.Id));
    }

    private Task<List<Session>> LockAliveAsync(Guid userId, CancellationToken cancellationToken) =>
        db.Sessions.FromSql($"""
            SELECT * FROM sessions WHERE user_id = {userId} AND revoked_at IS NULL AND expires_at > {clock.GetUtcNow()} ORDER BY id FOR UPDATE
            """).ToListAsync(cancellationToken);

    private string AddRefreshToken(Session session, DateTimeOffset now)
    {
        var (token, secret) = RefreshToken.Create(session.Id, options.Value.RefreshLifetime(session.Provider), now);
        db.RefreshTokens.Add(token);
        return secret;
    }

    private IssuedTokens Issue(User user, Session session, string? refreshToken, DateTimeOffset now)
    {
        var left = session.ExpiresAt - now;
        var lifetime = left < options.Value.AccessTokenLifetime ? left : options.Value.AccessTokenLifetime;
        var access = keys.Sign(TokenClaims.ForUser(user.Id, session.Id.ToString(), user.Role.AsText(), user.Name, lifetime));
        return new IssuedTokens(user, access, refreshToken, session.ExpiresAt, csrf.Issue(session.Id.ToString()));
    }
}

/// <summary>What a client gets for signing in.</summary>
internal sealed record IssuedTokens(User User, SignedToken Access, string? RefreshToken, DateTimeOffset SessionEnds, string CsrfToken);

/// <summary>Why a refresh token was turned down.</summary>
internal enum RefreshRefusal
{
    Unknown,
    Expired,
    Reused,
    SessionEnded,
    Suspended,
}

/// <summary>What came of a refresh.</summary>
internal abstract record RefreshOutcome
{
    public sealed record Granted(IssuedTokens Tokens) : RefreshOutcome;

    public sealed record Refused(RefreshRefusal Reason) : RefreshOutcome;
}

using MediaNest.Auth.ApiKeys;
using MediaNest.Auth.Data;
using MediaNest.Auth.Keys;
using MediaNest.Auth.Sessions;
using MediaNest.Auth.Users;
using MediaNest.ServiceDefaults.Identity;
using MediaNest.Tokens.Signing;
using MediaNest.Tokens.Verification;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Auth.OAuth;

/// <summary>
/// Token exchange (RFC 8693) for the gateway: an API key, or an access token that tells an old role, for a short-lived access token with the
/// present role.
/// </summary>
internal sealed class TokenExchangeGrant(
    AuthDbContext db, SessionRegistry registry, SigningKeys keys, TokenVerifier verifier, IOptions<OAuthOptions> options, TimeProvider clock)
{
    /// <summary>The only client that may exchange.</summary>
    public const string Client = "gateway";

    /// <summary>Tokens count in whole seconds.</summary>
    private static readonly TimeSpan ShortestLifetime = TimeSpan.FromSeconds(1);

    public Task<ExchangeOutcome> ExchangeAsync(string subjectToken, string subjectTokenType, CancellationToken cancellationToken) => subjectTokenType switch
    {
        TokenExchange.ApiKeyType => ExchangeKeyAsync(subjectToken, cancellationToken),
        TokenExchange.AccessTokenType => ExchangeAccessTokenAsync(subjectToken, cancellationToken),
        _ => Task.FromResult<ExchangeOutcome>(new ExchangeOutcome.Refused("invalid_request", "subject_token_type is not one that is exchanged here.")),
    };

    private async Task<ExchangeOutcome> ExchangeKeyAsync(string secret, CancellationToken cancellationToken)
    {
        var hash = ApiKey.HashOf(secret);
        var ownerId = await db.ApiKeys.Where(row => row.Hash == hash).Select(row => (Guid?)row.UserId).SingleOrDefaultAsync(cancellationToken);
        if (ownerId is null)
        {
            return ExchangeOutcome.InvalidSubject;
        }

        // the same order as everywhere: the user, then what is theirs. A role that is being changed is waited for; a key being revoked too
        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = await LockUserAsync(ownerId.Value, cancellationToken);
        var key = await db.ApiKeys.FromSql($"SELECT * FROM api_keys WHERE hash = {hash} FOR UPDATE").SingleOrDefaultAsync(cancellationToken);
        var now = clock.GetUtcNow();
        if (user is null || key is null || !key.IsAliveAt(now))
        {
            return ExchangeOutcome.InvalidSubject;
        }

        if (user.Status == UserStatus.Suspended)
        {
            return ExchangeOutcome.Suspended;
        }

        key.LastUsedAt = now;
        await db.SaveChangesAsync(cancellationToken);
        await registry.PublishAsync(key, user.Role);
        await transaction.CommitAsync(cancellationToken);
        var scope = key.ScopesFor(user.Role);
        return Grant(TokenClaims.ForUser(user.Id, key.Id.ToString(), user.Role.AsText(), user.Name, LifetimeUntil(key.ExpiresAt, now)) with { Scope = scope });
    }

    private async Task<ExchangeOutcome> ExchangeAccessTokenAsync(string text, CancellationToken cancellationToken)
    {
        if (await verifier.VerifyAsync(text, cancellationToken) is not { Token: { UserId: { } userId, Scope: null } token }
            || !Guid.TryParseExact(token.SessionId, "D", out var sessionId))
        {
            return ExchangeOutcome.InvalidSubject;
        }

        await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
        var user = await LockUserAsync(userId, cancellationToken);
        var session = await db.Sessions.AsNoTracking().SingleOrDefaultAsync(row => row.Id == sessionId && row.UserId == userId, cancellationToken);
        var now = clock.GetUtcNow();
        if (user is null || session is null || !session.IsAliveAt(now))
        {
            return ExchangeOutcome.InvalidSubject;
        }

        if (user.Status == UserStatus.Suspended)
        {
            return ExchangeOutcome.Suspended;
        }

        var end = session.ExpiresAt < token.ExpiresAt ? session.ExpiresAt : token.ExpiresAt;
        return Grant(TokenClaims.ForUser(user.Id, session.Id.ToString(), user.Role.AsText(), user.Name, LifetimeUntil(end, now)));
    }

    private ExchangeOutcome.Granted Grant(TokenClaims claims) => new(keys.Sign(claims), claims.Scope);

    private TimeSpan LifetimeUntil(DateTimeOffset? end, DateTimeOffset now)
    {
        var left = (end ?? DateTimeOffset.MaxValue) - now;
        var longest = options.Value.ExchangedTokenLifetime;
        return left >= longest ? longest : left > ShortestLifetime ? left : ShortestLifetime;
    }

    private async Task<User?> LockUserAsync(Guid id, CancellationToken cancellationToken) =>
        (await db.Users.FromSql($"SELECT * FROM users WHERE id = {id} FOR SHARE").AsNoTracking().ToListAsync(cancellationToken)).SingleOrDefault();
}

/// <summary>What came of an exchange.</summary>
internal abstract record ExchangeOutcome
{
    /// <summary>RFC 8693, 2.2.2 wants this error for a subject token that is no good for whatever reason.</summary>
    public static readonly ExchangeOutcome InvalidSubject = new Refused("invalid_request", "The subject token is not valid.");

    public static readonly ExchangeOutcome Suspended = new Refused("access_denied", "The account is suspended.");

    public sealed record Granted(SignedToken Token, string? Scope) : ExchangeOutcome;

    public sealed record Refused(string Error, string Description) : ExchangeOutcome;
}

using System.Globalization;
using MediaNest.Auth.ApiKeys;
using MediaNest.Auth.Users;
using MediaNest.Caching;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace MediaNest.Auth.Sessions;

/// <summary>
/// The copy of sessions and users in Redis that the gateway reads at every request. It is written inside the transaction that changes the row, while
/// that row is locked: a session that is being refreshed cannot come back after it was revoked. A Redis that is down stops nobody from
/// signing in or out; <see cref="SessionRegistryRepair"/> makes up for it as soon as it is back.
/// </summary>
internal sealed class SessionRegistry(
    IConnectionMultiplexer redis,
    IOptions<RedisOptions> redisOptions,
    IOptions<SessionLifetimeOptions> options,
    TimeProvider clock,
    ILogger<SessionRegistry> logger)
{
    /// <summary>A deleted user's mark outlives every access token.</summary>
    private static readonly TimeSpan DeletedMargin = TimeSpan.FromHours(1);

    private int _incomplete;

    /// <summary>Whether Redis has missed something.</summary>
    public bool IsIncomplete => Volatile.Read(ref _incomplete) != 0;

    private RedisKey MarkKey => redisOptions.Value.KeyPrefix + "sessions-complete";

    public Task PublishAsync(Session session, Guid userId, UserRole role, UserStatus status) => TryAsync(batch =>
        [.. SetSession(batch, session, role), .. SetUser(batch, userId, role, status)]);

    public Task PublishAsync(IReadOnlyCollection<Session> sessions, Guid userId, UserRole role, UserStatus status) => TryAsync(batch =>
        [.. sessions.SelectMany(session => SetSession(batch, session, role)), .. SetUser(batch, userId, role, status)]);

    /// <summary>An API key is a session too, as far as the gateway is concerned; its user's state is there already.</summary>
    public Task PublishAsync(ApiKey key, UserRole role) => TryAsync(batch =>
    [
        batch.HashSetAsync(SessionKey(key.Id),
        [
            new HashEntry("uid", key.UserId.ToString()),
            new HashEntry("role", role.AsText()),
            new HashEntry("created", Seconds(key.CreatedAt)),
            .. key.ExpiresAt is { } end ? [new HashEntry("exp", Seconds(end))] : Array.Empty<HashEntry>(),
        ]),
        batch.KeyExpireAsync(SessionKey(key.Id), options.Value.IdleTimeout),
    ]);

    public Task RemoveAsync(IEnumerable<Guid> sessionIds) => TryAsync(batch =>
        [.. sessionIds.Select(id => (Task)batch.KeyDeleteAsync(SessionKey(id)))]);

    public Task MarkDeletedAsync(Guid userId) => TryAsync(batch =>
    [
        batch.HashSetAsync(UserKey(userId), [new HashEntry("state", "deleted")]),
        batch.KeyExpireAsync(UserKey(userId), options.Value.AccessTokenLifetime + DeletedMargin),
    ]);

    /// <summary>Whether Redis still is the one that was filled: one that came back empty lacks the mark.</summary>
    public async Task<bool> IsCompleteAsync() => !IsIncomplete && await redis.GetDatabase().KeyExistsAsync(MarkKey);

    public async Task MarkCompleteAsync()
    {
        await redis.GetDatabase().StringSetAsync(MarkKey, clock.GetUtcNow().ToUnixTimeSeconds());
        Interlocked.Exchange(ref _incomplete, 0);
    }

    private RedisKey SessionKey(Guid id) => $"{redisOptions.Value.KeyPrefix}session:{id}";

    private RedisKey UserKey(Guid id) => $"{redisOptions.Value.KeyPrefix}user:{id}";

    private IEnumerable<Task> SetSession(IBatch batch, Session session, UserRole role)
    {
        var left = session.ExpiresAt - clock.GetUtcNow();
        if (left <= TimeSpan.Zero)
        {
            return [];
        }

        var key = SessionKey(session.Id);
        return
        [
            batch.HashSetAsync(key,
            [
                new HashEntry("uid", session.UserId.ToString()),
                new HashEntry("role", role.AsText()),
                new HashEntry("created", Seconds(session.CreatedAt)),
                new HashEntry("exp", Seconds(session.ExpiresAt)),
            ]),
            batch.KeyExpireAsync(key, left < options.Value.IdleTimeout ? left : options.Value.IdleTimeout),
        ];
    }

    private IEnumerable<Task> SetUser(IBatch batch, Guid id, UserRole role, UserStatus status) =>
    [
        batch.HashSetAsync(UserKey(id), [new HashEntry("state", status.AsText()), new HashEntry("role", role.AsText())]),
        batch.KeyPersistAsync(UserKey(id)),
    ];

    private static string Seconds(DateTimeOffset time) => time.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);

    private async Task TryAsync(Func<IBatch, Task[]> commands)
    {
        try
        {
            var batch = redis.GetDatabase().CreateBatch();
            var sent = commands(batch);
            batch.Execute();
            await Task.WhenAll(sent);
        }
        catch (Exception exception) when (exception is RedisException or TimeoutException or OperationCanceledException)
        {
            Interlocked.Exchange(ref _incomplete, 1);
            logger.RegistryMissed(exception);
        }
    }
}

internal static partial class SessionLog
{
    [LoggerMessage(1, LogLevel.Error, "Redis did not take a change of sessions or users; it is repeated when Redis is back")]
    public static partial void RegistryMissed(this ILogger logger, Exception failure);

    [LoggerMessage(2, LogLevel.Warning, "Sessions in Redis were written anew: {Sessions} alive, {Ended} ended, {Users} users")]
    public static partial void RegistryRepaired(this ILogger logger, int sessions, int ended, int users);

    [LoggerMessage(3, LogLevel.Warning, "Sessions in Redis could not be checked or repaired; trying again")]
    public static partial void RepairFailed(this ILogger logger, Exception failure);

    [LoggerMessage(4, LogLevel.Warning, "A spent refresh token of session {SessionId} was used again; the session is ended")]
    public static partial void TokenReused(this ILogger logger, Guid sessionId);
}

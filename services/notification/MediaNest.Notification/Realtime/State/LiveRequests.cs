using MediaNest.Contracts;
using MediaNest.Notification.Data;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Notification.Realtime.State;

/// <summary>
/// Writes what is known of requests. Each event is one statement that holds the request's row until the consumer is done, so that whatever is told
/// of one request is told in the order of its versions, on whichever replicas its events are consumed. It holds the owner's row as well:
/// a deletion cannot slip in between. And it holds the <see cref="StateGate"/> open for as long.
/// </summary>
internal sealed class LiveRequests(NotificationDbContext database)
{
    /// <summary>A request is there.</summary>
    /// <returns>The request as it is by now; null if that was known, or its owner is gone.</returns>
    public async Task<LiveRequest?> CreateAsync(MediaRequested request, CancellationToken cancellationToken)
    {
        var at = request.OccurredAt.ToUniversalTime();
        var rows = await database.LiveRequests.FromSql(
            $"""
            WITH gate AS (DELETE FROM state_gate), owner AS (SELECT deleted FROM users WHERE user_id = {request.UserId} FOR SHARE)
            INSERT INTO live_requests (id, user_id, user_name, follower_ids, media_type, tmdb_id, title, status, version, created_at, updated_at)
            SELECT {request.RequestId}, {request.UserId}, {request.UserName}, ARRAY[]::uuid[], {request.MediaType}, {request.TmdbId}, {request.Title}, {request.Status}, 0, {at}, {at}
            WHERE NOT COALESCE((SELECT deleted FROM owner), FALSE)
            ON CONFLICT (id) DO UPDATE SET user_name = excluded.user_name, created_at = excluded.created_at
            WHERE live_requests.user_name IS NULL
            RETURNING *
            """).AsNoTracking().ToListAsync(cancellationToken);
        return rows.SingleOrDefault();
    }

    /// <summary>A request has moved.</summary>
    /// <returns>The request after the move; null if a newer one is known.</returns>
    public async Task<LiveRequest?> MoveAsync(MediaRequestStatusChanged change, CancellationToken cancellationToken)
    {
        Guid[] followers = [.. change.FollowerIds.Distinct()];
        var at = change.OccurredAt.ToUniversalTime();
        Guid? owner = change.UserId == Guid.Empty ? null : change.UserId;
        var rows = await database.LiveRequests.FromSql(
            $"""
            WITH gate AS (DELETE FROM state_gate), gone AS MATERIALIZED (
                SELECT user_id, deleted FROM users WHERE user_id = {owner} OR user_id = ANY ({followers}) ORDER BY user_id FOR SHARE),
            there AS (
                SELECT CASE WHEN {owner} IN (SELECT user_id FROM gone WHERE deleted) THEN NULL ELSE {owner}::uuid END AS user_id,
                ARRAY(SELECT id FROM unnest({followers}) AS id WHERE id NOT IN (SELECT user_id FROM gone WHERE deleted)) AS follower_ids)
            INSERT INTO live_requests (id, user_id, user_name, follower_ids, media_type, tmdb_id, title, status, version, created_at, updated_at)
            SELECT {change.RequestId}, there.user_id, CASE WHEN there.user_id IS NULL THEN {LiveRequest.DeletedUser} END, there.follower_ids,
                {change.MediaType}, {change.TmdbId}, {change.Title}, {change.Status}, {change.Version}, {at}, {at}
            FROM there
            ON CONFLICT (id) DO UPDATE SET follower_ids = excluded.follower_ids, title = excluded.title, status = excluded.status,
                version = excluded.version, updated_at = excluded.updated_at
            WHERE live_requests.version < excluded.version
            RETURNING *
            """).AsNoTracking().ToListAsync(cancellationToken);
        return rows.SingleOrDefault();
    }

    /// <summary>What they asked for stays, as in media, but as nobody's.</summary>
    public Task ForgetUserAsync(Guid userId, CancellationToken cancellationToken) => database.Database.ExecuteSqlAsync(
        $"""
        UPDATE live_requests SET
            user_name = CASE WHEN user_id = {userId} THEN {LiveRequest.DeletedUser} ELSE user_name END,
            user_id = NULLIF(user_id, {userId}),
            follower_ids = array_remove(follower_ids, {userId})
        WHERE user_id = {userId} OR follower_ids @> ARRAY[{userId}]
        """,
        cancellationToken);
}

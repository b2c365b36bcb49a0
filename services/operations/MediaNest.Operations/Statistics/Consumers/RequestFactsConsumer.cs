using MassTransit;
using MediaNest.Contracts;
using MediaNest.Operations.Data;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Operations.Statistics.Consumers;

/// <summary>Counts media requests. A move may arrive before the request it belongs to, or after a later move: the version decides.</summary>
internal sealed class RequestFactsConsumer(OperationsDbContext database) : IConsumer<MediaRequested>, IConsumer<MediaRequestStatusChanged>
{
    public Task Consume(ConsumeContext<MediaRequested> context)
    {
        var request = context.Message;
        return RecordAsync(request.RequestId, request.UserId, request.MediaType, request.Status, version: 0, request.OccurredAt, context.CancellationToken);
    }

    public Task Consume(ConsumeContext<MediaRequestStatusChanged> context)
    {
        var change = context.Message;
        return RecordAsync(change.RequestId, change.UserId, change.MediaType, change.Status, change.Version, change.OccurredAt, context.CancellationToken);
    }

    private Task<int> RecordAsync(
        Guid requestId, Guid userId, string mediaType, string status, int version, DateTimeOffset occurredAt, CancellationToken cancellationToken)
    {
        var at = occurredAt.ToUniversalTime();
        return database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO requests AS known (request_id, user_id, media_type, status, version, requested_at)
            VALUES ({requestId}, NULLIF({userId}, (SELECT user_id FROM users WHERE user_id = {userId} AND deleted)), {mediaType}, {status}, {version}, {at})
            ON CONFLICT (request_id) DO UPDATE SET
                status = CASE WHEN known.version < excluded.version THEN excluded.status ELSE known.status END,
                version = GREATEST(known.version, excluded.version),
                requested_at = LEAST(known.requested_at, excluded.requested_at)
            """,
            cancellationToken);
    }
}

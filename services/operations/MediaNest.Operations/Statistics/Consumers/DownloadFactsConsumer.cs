using MassTransit;
using MediaNest.Contracts;
using MediaNest.Operations.Data;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Operations.Statistics.Consumers;

/// <summary>Counts downloads; the newest fact by its own time counts.</summary>
internal sealed class DownloadFactsConsumer(OperationsDbContext database) :
    IConsumer<DownloadQueued>, IConsumer<DownloadCompleted>, IConsumer<DownloadFailed>, IConsumer<DownloadCancelled>
{
    public Task Consume(ConsumeContext<DownloadQueued> context) =>
        RecordAsync(context.Message.DownloadId, context.Message.UserId, "queued", sizeBytes: null, context);

    public Task Consume(ConsumeContext<DownloadCompleted> context) =>
        RecordAsync(context.Message.DownloadId, context.Message.UserId, "completed", context.Message.SizeBytes, context);

    public Task Consume(ConsumeContext<DownloadFailed> context) =>
        RecordAsync(context.Message.DownloadId, context.Message.UserId, "failed", sizeBytes: null, context);

    public Task Consume(ConsumeContext<DownloadCancelled> context) =>
        RecordAsync(context.Message.DownloadId, context.Message.UserId, "cancelled", sizeBytes: null, context);

    private Task<int> RecordAsync<T>(Guid downloadId, Guid userId, string status, long? sizeBytes, ConsumeContext<T> context)
        where T : class, IIntegrationEvent
    {
        var at = context.Message.OccurredAt.ToUniversalTime();
        return database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO downloads AS known (download_id, user_id, status, as_of, size_bytes)
            VALUES ({downloadId}, NULLIF({userId}, (SELECT user_id FROM users WHERE user_id = {userId} AND deleted)), {status}, {at}, {sizeBytes})
            ON CONFLICT (download_id) DO UPDATE SET status = excluded.status, as_of = excluded.as_of, size_bytes = excluded.size_bytes
            WHERE known.as_of < excluded.as_of
            """,
            context.CancellationToken);
    }
}

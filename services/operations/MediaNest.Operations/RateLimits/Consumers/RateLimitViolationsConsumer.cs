using MassTransit;
using MediaNest.Contracts;
using MediaNest.Operations.Data;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Operations.RateLimits.Consumers;

/// <summary>Stores what the gateway refused. What a deleted user did stays as a figure, no longer as theirs.</summary>
internal sealed class RateLimitViolationsConsumer(OperationsDbContext database, TimeProvider time) : IConsumer<RateLimitExceeded>, IConsumer<UserDeleted>
{
    public Task Consume(ConsumeContext<RateLimitExceeded> context)
    {
        var refused = context.Message;
        var id = Guid.CreateVersion7(time.GetUtcNow());
        var at = refused.OccurredAt.ToUniversalTime();
        return database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO rate_limit_violations (id, scope, user_id, address, "limit", window_seconds, count, correlation_id, occurred_at)
            VALUES ({id}, {refused.Scope}, NULLIF({refused.UserId}, (SELECT user_id FROM users WHERE user_id = {refused.UserId} AND deleted)),
                {refused.Address}, {refused.Limit}, {refused.WindowSeconds}, {refused.Count}, {refused.CorrelationId}, {at})
            """,
            context.CancellationToken);
    }

    public Task Consume(ConsumeContext<UserDeleted> context)
    {
        var userId = context.Message.UserId;
        return database.RateLimitViolations.Where(violation => violation.UserId == userId)
            .ExecuteUpdateAsync(set => set.SetProperty(violation => violation.UserId, (Guid?)null), context.CancellationToken);
    }
}

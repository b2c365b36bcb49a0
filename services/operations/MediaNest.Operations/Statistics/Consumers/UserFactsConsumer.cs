using MassTransit;
using MediaNest.Contracts;
using MediaNest.Operations.Data;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Operations.Statistics.Consumers;

/// <summary>Counts users. Each statement keeps the newest fact by its own time, so the order in which events arrive does not matter.</summary>
internal sealed class UserFactsConsumer(OperationsDbContext database) :
    IConsumer<UserRegistered>, IConsumer<UserRoleChanged>, IConsumer<UserSuspended>, IConsumer<UserSignedIn>, IConsumer<UserDeleted>
{
    public Task Consume(ConsumeContext<UserRegistered> context) =>
        SetRoleAsync(context.Message.UserId, context.Message.Role, context.Message.OccurredAt, context.CancellationToken);

    public Task Consume(ConsumeContext<UserRoleChanged> context) =>
        SetRoleAsync(context.Message.UserId, context.Message.Role, context.Message.OccurredAt, context.CancellationToken);

    public Task Consume(ConsumeContext<UserSuspended> context)
    {
        var (userId, suspended, at) = (context.Message.UserId, context.Message.Suspended, context.Message.OccurredAt.ToUniversalTime());
        return database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO users AS known (user_id, role, role_as_of, suspended, suspended_as_of, deleted) VALUES ({userId}, '', '-infinity', {suspended}, {at}, FALSE)
            ON CONFLICT (user_id) DO UPDATE SET suspended = excluded.suspended, suspended_as_of = excluded.suspended_as_of
            WHERE known.suspended_as_of < excluded.suspended_as_of AND NOT known.deleted
            """,
            context.CancellationToken);
    }

    public Task Consume(ConsumeContext<UserSignedIn> context)
    {
        var (userId, at) = (context.Message.UserId, context.Message.OccurredAt.ToUniversalTime());
        return database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO users AS known (user_id, role, role_as_of, suspended, suspended_as_of, last_sign_in_at, deleted)
            VALUES ({userId}, '', '-infinity', FALSE, '-infinity', {at}, FALSE)
            ON CONFLICT (user_id) DO UPDATE SET last_sign_in_at = GREATEST(known.last_sign_in_at, excluded.last_sign_in_at) WHERE NOT known.deleted
            """,
            context.CancellationToken);
    }

    /// <summary>What the user asked for still counts, but no longer as theirs.</summary>
    public async Task Consume(ConsumeContext<UserDeleted> context)
    {
        var userId = context.Message.UserId;
        await database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO users AS known (user_id, role, role_as_of, suspended, suspended_as_of, deleted) VALUES ({userId}, '', '-infinity', FALSE, '-infinity', TRUE)
            ON CONFLICT (user_id) DO UPDATE SET role = '', suspended = FALSE, last_sign_in_at = NULL, deleted = TRUE
            """,
            context.CancellationToken);
        await database.Requests.Where(request => request.UserId == userId)
            .ExecuteUpdateAsync(set => set.SetProperty(request => request.UserId, (Guid?)null), context.CancellationToken);
        await database.Downloads.Where(download => download.UserId == userId)
            .ExecuteUpdateAsync(set => set.SetProperty(download => download.UserId, (Guid?)null), context.CancellationToken);
    }

    private Task<int> SetRoleAsync(Guid userId, string role, DateTimeOffset occurredAt, CancellationToken cancellationToken)
    {
        var at = occurredAt.ToUniversalTime();
        return database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO users AS known (user_id, role, role_as_of, suspended, suspended_as_of, deleted) VALUES ({userId}, {role}, {at}, FALSE, '-infinity', FALSE)
            ON CONFLICT (user_id) DO UPDATE SET role = excluded.role, role_as_of = excluded.role_as_of
            WHERE known.role_as_of < excluded.role_as_of AND NOT known.deleted
            """,
            cancellationToken);
    }
}

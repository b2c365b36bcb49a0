using MassTransit;
using MediaNest.Contracts;
using MediaNest.Media.Data;
using MediaNest.Messaging;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Media.Requests.Consumers;

/// <summary>Erases the person: what they asked for stays, as anybody's; what only they waited for and nobody approved is called off.</summary>
internal sealed class UserDeletedConsumer(MediaDbContext database, IEventPublisher events, TimeProvider clock, ILogger<UserDeletedConsumer> logger)
    : IConsumer<UserDeleted>
{
    public async Task Consume(ConsumeContext<UserDeleted> context)
    {
        var userId = context.Message.UserId;
        var cancellationToken = context.CancellationToken;
        var requests = await database.Requests
            .Where(request => request.UserId == userId)
            .Include(request => request.Items).Include(request => request.Followers).Include(request => request.Job)
            .AsSplitQuery()
            .ToListAsync(cancellationToken);
        foreach (var request in requests)
        {
            request.Anonymise();
            if (request.Status == RequestStatus.Pending && request.Followers.Count == 0)
                await events.Publish(request.Cancel(Actor.System, "The account was deleted.", clock.GetUtcNow()), cancellationToken);
        }

        await database.SaveChangesAsync(cancellationToken);
        var followed = await database.Followers.Where(follower => follower.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await database.IdempotentAnswers.Where(answer => answer.UserId == userId).ExecuteDeleteAsync(cancellationToken);
        await database.History.Where(move => move.ActorId == userId).ExecuteUpdateAsync(
            move => move.SetProperty(row => row.ActorId, (Guid?)null).SetProperty(row => row.ActorName, MediaRequest.DeletedUser), cancellationToken);
        await database.EraseSentEventsAsync(userId, cancellationToken);
        logger.Anonymised(requests.Count, followed);
    }
}

using MassTransit;
using MediaNest.Contracts;
using MediaNest.Notification.Notifications;
using MediaNest.Notification.Users;

namespace MediaNest.Notification.Broadcasts.Consumers;

/// <summary>Stores a broadcast for each recipient; sockets get it by an event of its own.</summary>
internal sealed class BroadcastStoredConsumer(Notifier notifier, UserDirectory users) : IConsumer<AdminBroadcastSent>
{
    public async Task Consume(ConsumeContext<AdminBroadcastSent> context)
    {
        var broadcast = context.Message;
        var news = new News($"broadcast:{broadcast.BroadcastId:N}", Kinds.Broadcast, broadcast.Title, broadcast.Message, new BroadcastData(broadcast.BroadcastId))
        {
            SkipsSockets = true,
        };
        await notifier.TellAsync(await users.FindAllAsync(broadcast.Role, context.CancellationToken), news, broadcast, context.CancellationToken);
    }
}

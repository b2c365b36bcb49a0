using MassTransit;
using MediaNest.Contracts;
using MediaNest.Messaging;
using MediaNest.Notification.Data;
using MediaNest.Notification.Realtime.State;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Notification.Users.Consumers;

/// <summary>Erases what the user was told and how, where it went, and what others were told about the user.</summary>
internal sealed class UserDeletedConsumer(NotificationDbContext database, UserDirectory users, LiveRequests requests, LiveDownloads downloads)
    : IConsumer<UserDeleted>
{
    public async Task Consume(ConsumeContext<UserDeleted> context)
    {
        var userId = context.Message.UserId;
        await users.SetDeletedAsync(userId, context.Message.OccurredAt, context.CancellationToken);
        // webhooks first, their deliveries go with them: whoever records a delivery holds these rows in the same order
        await database.Webhooks.Where(webhook => webhook.UserId == userId).ExecuteDeleteAsync(context.CancellationToken);
        await database.Deliveries
            .Where(delivery => delivery.UserId == userId
                || database.Notifications.Any(notification => notification.Id == delivery.NotificationId && notification.AboutUserId == userId))
            .ExecuteDeleteAsync(context.CancellationToken);
        await database.Notifications
            .Where(notification => notification.UserId == userId || notification.AboutUserId == userId)
            .ExecuteDeleteAsync(context.CancellationToken);
        // held notifications went with the notifications
        await database.UserChannels.Where(channels => channels.UserId == userId).ExecuteDeleteAsync(context.CancellationToken);
        await database.BurstWindows.Where(window => window.UserId == userId).ExecuteDeleteAsync(context.CancellationToken);
        await requests.ForgetUserAsync(userId, context.CancellationToken);
        await downloads.ForgetUserAsync(userId, context.CancellationToken);
        await database.EraseSentEventsAsync(userId, context.CancellationToken);
    }
}

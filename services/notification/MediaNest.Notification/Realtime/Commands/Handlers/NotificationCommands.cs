using MediaNest.Notification.Data;
using MediaNest.Notification.Notifications;
using MediaNest.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Notification.Realtime.Commands.Handlers;

/// <summary>A page of one's notifications, newest first; <c>Before</c> asks for the next one, where there is one.</summary>
internal sealed record NotificationHistory(IReadOnlyList<NotificationModel> Items, int UnreadCount, bool HasMore, Guid? Before);

/// <summary>What a user does with what they were told.</summary>
internal sealed class NotificationCommands(NotificationDbContext database, NotificationReading reading)
{
    public async Task<CommandResult> ReadAsync(CommandCall call, ById body, CancellationToken cancellationToken) =>
        await reading.ReadAsync(call.Caller.UserId, body.Id!.Value, call.Socket.Id, cancellationToken) is { } notification
            ? CommandResult.Of(notification.AsModel())
            : ApiError.NotFound();

    public async Task<CommandResult> ReadAllAsync(CommandCall call, CancellationToken cancellationToken) =>
        CommandResult.Of(new ReadAllResult(await reading.ReadAllAsync(call.Caller.UserId, call.Socket.Id, cancellationToken)));

    public async Task<CommandResult> HistoryAsync(CommandCall call, HistoryPage page, CancellationToken cancellationToken)
    {
        var userId = call.Caller.UserId;
        var own = database.Notifications.AsNoTracking().Where(notification => notification.UserId == userId);
        var wanted = own;
        if (page.BeforeId is { } id)
        {
            var places = await own.Where(notification => notification.Id == id).Select(notification => notification.CreatedAt).ToListAsync(cancellationToken);
            if (places is not [var createdAt])
            {
                return ApiError.NotFound();
            }

            wanted = own.Where(notification => EF.Functions.LessThan(
                ValueTuple.Create(notification.CreatedAt, notification.Id), ValueTuple.Create(createdAt, id)));
        }
        else if (page.BeforeTime is { } time)
        {
            wanted = own.Where(notification => notification.CreatedAt < time);
        }

        // one more than wanted tells whether there are more
        var found = await wanted
            .OrderByDescending(notification => notification.CreatedAt).ThenByDescending(notification => notification.Id)
            .Take(page.Size + 1)
            .ToListAsync(cancellationToken);
        var unread = await own.CountAsync(notification => notification.ReadAt == null, cancellationToken);
        var items = found.Take(page.Size).Select(notification => notification.AsModel()).ToList();
        var hasMore = found.Count > items.Count;
        return CommandResult.Of(new NotificationHistory(items, unread, hasMore, hasMore ? items[^1].Id : null));
    }
}

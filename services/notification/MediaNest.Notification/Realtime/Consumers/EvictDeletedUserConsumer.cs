using MassTransit;
using MediaNest.Contracts;
using MediaNest.Notification.Realtime.Sessions;

namespace MediaNest.Notification.Realtime.Consumers;

internal sealed class EvictDeletedUserConsumer(SocketEviction eviction, Announcer announcer) : IConsumer<UserDeleted>
{
    public async Task Consume(ConsumeContext<UserDeleted> context)
    {
        var user = context.Message;
        await eviction.EvictAsync(SocketRooms.User(user.UserId), RevocationReasons.Deleted);
        await announcer.SendAsync(
            RealtimeEvents.UserChanged, new UserEvent(user.UserId, "deleted", Name: null, Role: null, user.OccurredAt), Audiences.UserAdministration);
    }
}

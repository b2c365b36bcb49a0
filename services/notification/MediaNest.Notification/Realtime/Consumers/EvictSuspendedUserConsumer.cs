using MassTransit;
using MediaNest.Contracts;
using MediaNest.Notification.Realtime.Sessions;

namespace MediaNest.Notification.Realtime.Consumers;

internal sealed class EvictSuspendedUserConsumer(SocketEviction eviction, Announcer announcer) : IConsumer<UserSuspended>
{
    public async Task Consume(ConsumeContext<UserSuspended> context)
    {
        var user = context.Message;
        if (user.Suspended)
        {
            await eviction.EvictAsync(SocketRooms.User(user.UserId), RevocationReasons.Suspended);
        }

        await announcer.SendAsync(
            RealtimeEvents.UserChanged,
            new UserEvent(user.UserId, user.Suspended ? "suspended" : "reinstated", Name: null, Role: null, user.OccurredAt),
            Audiences.UserAdministration);
    }
}

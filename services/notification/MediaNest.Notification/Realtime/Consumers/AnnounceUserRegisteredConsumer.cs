using MassTransit;
using MediaNest.Contracts;

namespace MediaNest.Notification.Realtime.Consumers;

internal sealed class AnnounceUserRegisteredConsumer(Announcer announcer) : IConsumer<UserRegistered>
{
    public Task Consume(ConsumeContext<UserRegistered> context)
    {
        var user = context.Message;
        return announcer.SendAsync(
            RealtimeEvents.UserChanged, new UserEvent(user.UserId, "registered", user.UserName, user.Role, user.OccurredAt), Audiences.UserAdministration);
    }
}

using MassTransit;
using MediaNest.Contracts;

namespace MediaNest.Notification.Realtime.Consumers;

/// <summary>Tells administrators. That the user's sockets have another role from now on is Redis's to say (<see cref="Sessions.SessionSweep"/>): an event that comes late would throw out who has come back.</summary>
internal sealed class AnnounceUserRoleChangedConsumer(Announcer announcer) : IConsumer<UserRoleChanged>
{
    public Task Consume(ConsumeContext<UserRoleChanged> context)
    {
        var user = context.Message;
        return announcer.SendAsync(
            RealtimeEvents.UserChanged, new UserEvent(user.UserId, "role-changed", Name: null, user.Role, user.OccurredAt), Audiences.UserAdministration);
    }
}

using MassTransit;
using MediaNest.Contracts;

namespace MediaNest.Notification.Users.Consumers;

internal sealed class UserRoleChangedConsumer(UserDirectory users) : IConsumer<UserRoleChanged>
{
    public Task Consume(ConsumeContext<UserRoleChanged> context) =>
        users.SetRoleAsync(context.Message.UserId, context.Message.Role, context.Message.OccurredAt, context.CancellationToken);
}

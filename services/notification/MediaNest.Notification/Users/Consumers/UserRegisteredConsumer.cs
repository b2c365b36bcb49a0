using MassTransit;
using MediaNest.Contracts;

namespace MediaNest.Notification.Users.Consumers;

internal sealed class UserRegisteredConsumer(UserDirectory users) : IConsumer<UserRegistered>
{
    public Task Consume(ConsumeContext<UserRegistered> context) =>
        users.SetRoleAsync(context.Message.UserId, context.Message.Role, context.Message.OccurredAt, context.CancellationToken);
}

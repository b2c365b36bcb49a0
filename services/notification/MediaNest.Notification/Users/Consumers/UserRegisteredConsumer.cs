using MassTransit;
using MediaNest.Contracts;

namespace MediaNest.Notification.Users.Consumers;

internal sealed class UserRegisteredConsumer(UserDirectory users) : IConsumer<UserRegistered>
{
    public async Task Consume(ConsumeContext<UserRegistered> context)
    {
        var user = context.Message;
        await users.SetRoleAsync(user.UserId, user.Role, user.OccurredAt, context.CancellationToken);
        await users.SetAddressAsync(user.UserId, user.EmailVerified ? user.Email : null, user.OccurredAt, context.CancellationToken);
    }
}

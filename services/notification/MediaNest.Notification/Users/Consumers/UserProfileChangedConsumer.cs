using MassTransit;
using MediaNest.Contracts;

namespace MediaNest.Notification.Users.Consumers;

internal sealed class UserProfileChangedConsumer(UserDirectory users) : IConsumer<UserProfileChanged>
{
    public Task Consume(ConsumeContext<UserProfileChanged> context)
    {
        var change = context.Message;
        return users.SetAddressAsync(change.UserId, change.EmailVerified ? change.Email : null, change.OccurredAt, context.CancellationToken);
    }
}

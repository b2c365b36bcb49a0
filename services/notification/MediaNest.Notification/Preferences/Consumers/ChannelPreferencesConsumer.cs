using MassTransit;
using MediaNest.Contracts;
using MediaNest.Notification.Users;

namespace MediaNest.Notification.Preferences.Consumers;

/// <summary>Learns how a user wants to be told.</summary>
internal sealed class ChannelPreferencesConsumer(ChannelDirectory channels, UserDirectory users) : IConsumer<UserPreferencesChanged>
{
    public async Task Consume(ConsumeContext<UserPreferencesChanged> context)
    {
        var change = context.Message;
        var held = await users.HoldAsync([change.UserId], context.CancellationToken);
        if (!held.TryGetValue(change.UserId, out var user) || !user.Deleted)
        {
            await channels.SetAsync(change.UserId, ChannelChoice.FromPreferences(change.PreferencesJson), change.OccurredAt, context.CancellationToken);
        }
    }
}

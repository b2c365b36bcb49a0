using System.Text.Json;
using MassTransit;
using MediaNest.Contracts;

namespace MediaNest.Notification.Realtime.Consumers;

internal sealed class AnnounceUserPreferencesChangedConsumer(Announcer announcer) : IConsumer<UserPreferencesChanged>
{
    public Task Consume(ConsumeContext<UserPreferencesChanged> context) => announcer.SendAsync(
        RealtimeEvents.PreferencesUpdated, JsonElement.Parse(context.Message.PreferencesJson), Audiences.EverywhereOf(context.Message.UserId));
}

using System.Text.Json;
using MassTransit;
using MediaNest.Contracts;

namespace MediaNest.Notification.Realtime.Consumers;

/// <summary>Our own event, which comes by the broker as others' do: the notification is stored for good when it is told of.</summary>
internal sealed class AnnounceNotificationCreatedConsumer(Announcer announcer) : IConsumer<NotificationCreated>
{
    private const string Channel = "socket";

    public Task Consume(ConsumeContext<NotificationCreated> context)
    {
        var notification = context.Message;
        if (notification.Channels is { } channels && !channels.Contains(Channel))
        {
            return Task.CompletedTask;
        }

        JsonElement? data = notification.DataJson is { } json ? JsonElement.Parse(json) : null;
        var payload = new NotificationEvent(
            notification.NotificationId, notification.Kind, notification.Title, notification.Message, notification.OccurredAt, data);
        return announcer.SendAsync(RealtimeEvents.SystemNotification, payload, Audiences.Of(notification.UserId));
    }
}

using MassTransit;
using MediaNest.Contracts;
using MediaNest.Notification.Realtime;

namespace MediaNest.Notification.Broadcasts.Consumers;

/// <summary>A broadcast as sockets get it.</summary>
internal sealed record BroadcastMessage(Guid Id, string Type, string Title, string Message, string FromAdmin, DateTimeOffset Timestamp);

/// <summary>Shows a broadcast to who is connected.</summary>
internal sealed class BroadcastShownConsumer(Announcer announcer) : IConsumer<AdminBroadcastSent>
{
    public Task Consume(ConsumeContext<AdminBroadcastSent> context)
    {
        var broadcast = context.Message;
        string[] rooms = broadcast.Role is { } role ? [SocketRooms.Role(role)] : [];
        return announcer.SendAsync(
            RealtimeEvents.AdminBroadcast,
            new BroadcastMessage(broadcast.BroadcastId, Notifications.Kinds.Broadcast, broadcast.Title, broadcast.Message, broadcast.AdminName, broadcast.OccurredAt),
            [.. SocketNamespaces.SignedIn.Select(name => new Audience(name, rooms))]);
    }
}

using MassTransit;
using MediaNest.Contracts;
using MediaNest.Notification.Realtime.Sessions;

namespace MediaNest.Notification.Realtime.Consumers;

/// <summary>At once and with the reason; without this event the sweep would do it a little later.</summary>
internal sealed class EvictRevokedSessionConsumer(SocketEviction eviction) : IConsumer<SessionRevoked>
{
    public Task Consume(ConsumeContext<SessionRevoked> context) =>
        eviction.EvictAsync(SocketRooms.Session(context.Message.SessionId), context.Message.Reason);
}

using MassTransit;
using MediaNest.Contracts;
using MediaNest.Notification.Realtime.State;

namespace MediaNest.Notification.Realtime.Consumers;

internal sealed class AnnounceServiceStatusChangedConsumer(LiveServices services, Announcer announcer) : IConsumer<ServiceStatusChanged>
{
    public async Task Consume(ConsumeContext<ServiceStatusChanged> context)
    {
        var change = context.Message;
        if (await services.ChangeAsync(change, context.CancellationToken))
        {
            var item = new ServiceItem(change.Name, change.Status, change.PreviousStatus, change.ResponseTimeMs, change.OccurredAt);
            await announcer.SendAsync(RealtimeEvents.ServiceStatus, item, Audiences.Everybody);
        }
    }
}

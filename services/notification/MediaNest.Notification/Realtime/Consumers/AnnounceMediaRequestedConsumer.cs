using MassTransit;
using MediaNest.Contracts;
using MediaNest.Notification.Realtime.State;

namespace MediaNest.Notification.Realtime.Consumers;

internal sealed class AnnounceMediaRequestedConsumer(LiveRequests requests, Announcer announcer) : IConsumer<MediaRequested>
{
    public async Task Consume(ConsumeContext<MediaRequested> context)
    {
        if (await requests.CreateAsync(context.Message, context.CancellationToken) is { } request)
        {
            await announcer.SendAsync(RealtimeEvents.RequestCreated, request.AsItem(), Audiences.Of(request));
        }
    }
}

using MassTransit;
using MediaNest.Contracts;
using MediaNest.Notification.Realtime.State;
using MediaNest.ServiceDefaults.Identity;

namespace MediaNest.Notification.Realtime.Consumers;

internal sealed class AnnounceMediaRequestStatusChangedConsumer(LiveRequests requests, Announcer announcer) : IConsumer<MediaRequestStatusChanged>
{
    private const string Machine = "system";

    public async Task Consume(ConsumeContext<MediaRequestStatusChanged> context)
    {
        var change = context.Message;
        if (await requests.MoveAsync(change, context.CancellationToken) is { } request)
        {
            var update = new RequestUpdate(
                change.RequestId, change.Status, change.PreviousStatus, change.Title, By(change, request), change.Reason, change.OccurredAt);
            await announcer.SendAsync(RealtimeEvents.RequestUpdated, update, Audiences.Of(request));
        }
    }

    /// <summary>Only administrators move what is somebody else's; which of them is nobody's business.</summary>
    private static string By(MediaRequestStatusChanged change, LiveRequest request) =>
        change.ActorId is not { } actor ? Machine
        : actor == request.UserId ? request.UserName ?? Roles.User
        : Roles.Admin;
}

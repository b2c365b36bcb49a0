using MassTransit;
using MediaNest.Contracts;
using MediaNest.Notification.Users;

namespace MediaNest.Notification.Notifications.Consumers;

/// <summary>Tells administrators what somebody asked for.</summary>
internal sealed class MediaRequestedConsumer(Notifier notifier, UserDirectory users) : IConsumer<MediaRequested>
{
    public async Task Consume(ConsumeContext<MediaRequested> context)
    {
        var request = context.Message;
        var admins = await users.FindAdminsAsync(context.CancellationToken);
        var title = request.Year is { } year ? $"{request.Title} ({year})" : request.Title;
        var outcome = request.Status == "pending" ? "It waits for your decision." : $"It is {request.Status} already.";
        var news = new News(
            $"request:{request.RequestId:N}",
            Kinds.RequestCreated,
            "New request",
            $"{request.UserName} asks for “{title}”. {outcome}",
            new RequestData(request.RequestId, request.MediaType, request.TmdbId, request.Status),
            request.UserId);
        // who asked knows
        await notifier.TellAsync(admins.Where(admin => admin != request.UserId), news, request, context.CancellationToken);
    }
}

using MediaNest.Notification.Realtime.State;
using MediaNest.ServiceDefaults;
using Microsoft.Extensions.Options;

namespace MediaNest.Notification.Realtime.Commands.Handlers;

/// <summary>What a socket hears of from now on; of what is denied nobody says whether it exists.</summary>
internal sealed record Subscriptions(IReadOnlyList<string> Subscribed, IReadOnlyList<string> Denied);

internal sealed record Unsubscribed(IReadOnlyList<string> Topics);

internal sealed record DeniedTopics(IReadOnlyList<string> Denied);

/// <summary>Lets sockets hear of single things: of one's own, of what one follows, administrators of all.</summary>
internal sealed class TopicCommands(StateReader states, IOptions<CommandOptions> options)
{
    public async Task<CommandResult> SubscribeAsync(CommandCall call, TopicList body, CancellationToken cancellationToken)
    {
        List<string> asked = [.. body.Topics!.OfType<string>().Distinct(StringComparer.Ordinal)];
        List<Topic> known = [.. asked.Select(Topic.Find).OfType<Topic>().Where(topic => topic.IsToldIn(call.Socket.Namespace.Name))];
        var requests = await states.FindVisibleRequestsAsync(call.Caller, IdsOf(known, TopicKind.Request), cancellationToken);
        var downloads = await states.FindVisibleDownloadsAsync(call.Caller, IdsOf(known, TopicKind.Download), cancellationToken);
        List<Topic> granted = [.. known.Where(topic => topic.Kind switch
        {
            TopicKind.Request => requests.Contains(topic.Id!.Value),
            TopicKind.Download => downloads.Contains(topic.Id!.Value),
            _ => true,
        })];
        List<string> denied = [.. asked.Except(granted.Select(topic => topic.Text), StringComparer.Ordinal)];
        if (granted.Count == 0)
        {
            return new ApiError(StatusCodes.Status403Forbidden, ErrorCodes.Forbidden, "None of these topics is there for you.") { Details = new DeniedTopics(denied) };
        }

        string[] rooms = [.. granted.Select(topic => topic.Room)];
        if (call.Socket.Rooms.Where(Topic.IsRoom).Union(rooms, StringComparer.Ordinal).Count() > options.Value.MaxTopics)
        {
            return new ApiError(
                StatusCodes.Status429TooManyRequests, ErrorCodes.QuotaExceeded, $"A socket hears of at most {options.Value.MaxTopics} topics; unsubscribe from some.");
        }

        await call.Socket.JoinAsync(rooms);
        return CommandResult.Of(new Subscriptions([.. granted.Select(topic => topic.Text)], denied));
    }

    public static async Task<CommandResult> UnsubscribeAsync(CommandCall call, TopicList body)
    {
        var rooms = call.Socket.Rooms;
        List<Topic> left = [.. body.Topics!.OfType<string>().Distinct(StringComparer.Ordinal).Select(Topic.Find).OfType<Topic>()
            .Where(topic => rooms.Contains(topic.Room, StringComparer.Ordinal))];
        await call.Socket.LeaveAsync([.. left.Select(topic => topic.Room)]);
        return CommandResult.Of(new Unsubscribed([.. left.Select(topic => topic.Text)]));
    }

    private static Guid[] IdsOf(IEnumerable<Topic> topics, TopicKind kind) =>
        [.. topics.Where(topic => topic.Kind == kind).Select(topic => topic.Id!.Value).Distinct()];
}

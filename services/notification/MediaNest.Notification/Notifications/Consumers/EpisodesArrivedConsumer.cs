using System.Globalization;
using MassTransit;
using MediaNest.Contracts;
using MediaNest.Notification.Data;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Notification.Notifications.Consumers;

/// <summary>Tells who asked for a show of its new episodes. Of a show that is new the request's own move tells; a library's first reading tells nothing.</summary>
internal sealed class EpisodesArrivedConsumer(Notifier notifier, NotificationDbContext database) : IConsumer<LibraryItemAdded>
{
    /// <summary>Requests that are fulfilled, or will be.</summary>
    private static readonly string[] Live = ["approved", "processing", "partially-available", "available"];

    public async Task Consume(ConsumeContext<LibraryItemAdded> context)
    {
        var item = context.Message;
        if (item is not { MediaType: "tv", TmdbId: { } tmdbId, NewEpisodes: > 0 and var episodes })
        {
            return;
        }

        // the same show grows again later: that is another cause, and its time tells them apart
        var cause = string.Create(CultureInfo.InvariantCulture, $"episodes:{item.LibraryKey}:{item.RatingKey}:{item.OccurredAt.ToUnixTimeMilliseconds()}");
        var count = episodes == 1 ? "1 episode" : string.Create(CultureInfo.InvariantCulture, $"{episodes} episodes");
        var news = new News(
            cause,
            Kinds.EpisodesArrived,
            episodes == 1 ? "New episode" : "New episodes",
            $"{count} of “{item.Title}” arrived.",
            new EpisodesData(item.Title, episodes, tmdbId));
        await notifier.TellAsync(await FindWaitingAsync(tmdbId, context.CancellationToken), news, item, context.CancellationToken);
    }

    /// <summary>Who asked for the show, and followers, unless it was denied or called off.</summary>
    private async Task<IEnumerable<Guid>> FindWaitingAsync(int tmdbId, CancellationToken cancellationToken)
    {
        var requests = await database.LiveRequests.AsNoTracking()
            .Where(request => request.MediaType == "tv" && request.TmdbId == tmdbId && Live.Contains(request.Status))
            .Select(request => new { request.UserId, request.FollowerIds })
            .ToListAsync(cancellationToken);
        return requests.SelectMany(request => request.UserId is { } owner ? request.FollowerIds.Append(owner) : request.FollowerIds);
    }
}

using MassTransit;
using MediaNest.Contracts;
using MediaNest.Notification.Data;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Notification.Notifications.Consumers;

/// <summary>Tells whoever asked for a title what became of it.</summary>
internal sealed class MediaRequestStatusChangedConsumer(Notifier notifier, NotificationDbContext database) : IConsumer<MediaRequestStatusChanged>
{
    public async Task Consume(ConsumeContext<MediaRequestStatusChanged> context)
    {
        var change = context.Message;
        if (Describe(change) is not { } text || !await IsNewestAsync(change, context.CancellationToken))
        {
            return;
        }

        var news = new News(
            $"request:{change.RequestId:N}:{change.Version}",
            $"request-{change.Status}",
            text.Title,
            text.Message,
            new RequestData(change.RequestId, change.MediaType, change.TmdbId, change.Status));
        await notifier.TellAsync([change.UserId, .. change.FollowerIds], news, change, context.CancellationToken);
    }

    private static (string Title, string Message)? Describe(MediaRequestStatusChanged change) => change.Status switch
    {
        "approved" => ("Request approved", $"“{change.Title}” was approved."),
        "denied" => ("Request denied", WithReason($"“{change.Title}” was denied", change.Reason)),
        "available" => ("Ready to watch", $"“{change.Title}” is in the library."),
        "partially-available" => ("Partly ready to watch", $"Part of “{change.Title}” is in the library."),
        "failed" => ("Request failed", WithReason($"“{change.Title}” could not be fetched", change.Reason)),
        // the way between, or the user's own doing
        _ => null,
    };

    private static string WithReason(string sentence, string? reason) => string.IsNullOrWhiteSpace(reason) ? sentence + "." : $"{sentence}: {reason}";

    private async Task<bool> IsNewestAsync(MediaRequestStatusChanged change, CancellationToken cancellationToken) =>
        await database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO request_progress (request_id, version) VALUES ({change.RequestId}, {change.Version})
            ON CONFLICT (request_id) DO UPDATE SET version = excluded.version WHERE request_progress.version <= excluded.version
            """,
            cancellationToken) == 1;
}

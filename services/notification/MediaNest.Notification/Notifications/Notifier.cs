using System.Text.Json;
using MediaNest.Contracts;
using MediaNest.Messaging;
using MediaNest.Notification.Data;
using MediaNest.Notification.Users;
using MediaNest.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Notification.Notifications;

/// <summary>What is to be told.</summary>
/// <param name="Cause">See <see cref="StoredNotification.Cause"/>.</param>
/// <param name="Kind">Lower-case kebab, such as <c>request-available</c>.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Message">Its text.</param>
/// <param name="Data">What a client needs to lead the user to the thing.</param>
/// <param name="AboutUserId">Whom the text names, where that is not the recipient.</param>
internal sealed record News(string Cause, string Kind, string Title, string Message, object Data, Guid? AboutUserId = null);

/// <summary>Stores notifications and announces them. Called by consumers, inside the inbox's transaction.</summary>
internal sealed class Notifier(NotificationDbContext database, UserDirectory users, IEventPublisher events, TimeProvider time)
{
    /// <summary>Tells each recipient once, whatever arrives twice; nobody who is deleted.</summary>
    public async Task TellAsync(IEnumerable<Guid> recipients, News news, IIntegrationEvent because, CancellationToken cancellationToken)
    {
        Guid[] wanted = [.. recipients.Distinct()];
        Guid[] concerned = news.AboutUserId is { } about ? [.. wanted, about] : wanted;
        var deleted = await users.FindDeletedAsync(concerned, cancellationToken);
        if (news.AboutUserId is { } named && deleted.Contains(named))
        {
            return;
        }

        foreach (var userId in wanted.Where(userId => !deleted.Contains(userId)))
        {
            await TellAsync(userId, news, because, cancellationToken);
        }
    }

    private async Task TellAsync(Guid userId, News news, IIntegrationEvent because, CancellationToken cancellationToken)
    {
        var id = Guid.CreateVersion7();
        var now = time.GetUtcNow();
        var title = Shorten(news.Title, StoredNotification.LongestTitle);
        var message = Shorten(news.Message, StoredNotification.LongestMessage);
        var data = JsonSerializer.Serialize(news.Data, news.Data.GetType(), JsonDefaults.Options);
        var added = await database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO notifications (id, user_id, cause, kind, title, message, data, about_user_id, created_at)
            VALUES ({id}, {userId}, {news.Cause}, {news.Kind}, {title}, {message}, {data}::jsonb, {news.AboutUserId}, {now})
            ON CONFLICT (user_id, cause) DO NOTHING
            """,
            cancellationToken);
        if (added == 1)
        {
            await events.Publish(
                new NotificationCreated(id, userId, news.Kind, title, message, now, because.ActorId, because.CorrelationId), cancellationToken);
        }
    }

    private static string Shorten(string text, int most) => text.Length <= most ? text : string.Concat(text.AsSpan(0, most - 1), "…");
}

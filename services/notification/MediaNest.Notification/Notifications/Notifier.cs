using System.Text.Json;
using MediaNest.Contracts;
using MediaNest.Notification.Data;
using MediaNest.Notification.Delivery;
using MediaNest.Notification.Digest;
using MediaNest.Notification.Preferences;
using MediaNest.Notification.Users;
using MediaNest.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Notification.Notifications;

/// <summary>What is to be told.</summary>
/// <param name="Cause">See <see cref="StoredNotification.Cause"/>.</param>
/// <param name="Kind">One of <see cref="Kinds"/>.</param>
/// <param name="Title">Its heading.</param>
/// <param name="Message">Its text.</param>
/// <param name="Data">What a client needs to lead the user to the thing.</param>
/// <param name="AboutUserId">Whom the text names, where that is not the recipient.</param>
internal sealed record News(string Cause, string Kind, string Title, string Message, object Data, Guid? AboutUserId = null)
{
    /// <summary>Whether it reaches sockets by an event of its own.</summary>
    public bool SkipsSockets { get; init; }
}

/// <summary>
/// Stores notifications and has them leave, all in the caller's transaction: that of the inbox in consumers, one of the caller's own elsewhere,
/// who then saves the context.
/// </summary>
internal sealed class Notifier(
    NotificationDbContext database, UserDirectory users, ChannelDirectory channels, Dispatch dispatch, Bursts bursts, TimeProvider time)
{
    /// <summary>Tells each recipient once, whatever arrives twice; nobody who is deleted.</summary>
    public async Task TellAsync(IEnumerable<Guid> recipients, News news, IIntegrationEvent? because, CancellationToken cancellationToken)
    {
        // in one order for all: of two that tell the same people, one waits for the other; events name who is gone by no id
        Guid[] wanted = [.. recipients.Where(userId => userId != Guid.Empty).Distinct().Order()];
        Guid[] concerned = news.AboutUserId is { } about ? [.. wanted, about] : wanted;
        var known = await users.HoldAsync(concerned, cancellationToken);
        if (news.AboutUserId is { } named && IsDeleted(named))
        {
            return;
        }

        var choices = await channels.FindAsync(wanted, cancellationToken);
        foreach (var userId in wanted.Where(userId => !IsDeleted(userId)))
        {
            if (await StoreAsync(userId, news, cancellationToken) is not { } stored
                || await bursts.HoldAsync(stored, cancellationToken))
            {
                continue;
            }

            var recipient = new Recipient(userId, known.GetValueOrDefault(userId)?.Email, choices.GetValueOrDefault(userId, ChannelChoice.Default));
            await dispatch.SendAsync(recipient, Announcement.Of(stored) with { SkipsSockets = news.SkipsSockets }, because, cancellationToken);
        }

        bool IsDeleted(Guid userId) => known.TryGetValue(userId, out var user) && user.Deleted;
    }

    /// <summary>Null where the user was told of that cause before.</summary>
    private async Task<StoredNotification?> StoreAsync(Guid userId, News news, CancellationToken cancellationToken)
    {
        var now = time.GetUtcNow();
        var stored = new StoredNotification
        {
            Id = Guid.CreateVersion7(now),
            UserId = userId,
            Cause = news.Cause,
            Kind = news.Kind,
            Title = Shorten(news.Title, StoredNotification.LongestTitle),
            Message = Shorten(news.Message, StoredNotification.LongestMessage),
            Data = JsonSerializer.Serialize(news.Data, news.Data.GetType(), JsonDefaults.Options),
            AboutUserId = news.AboutUserId,
            CreatedAt = now,
        };
        var added = await database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO notifications (id, user_id, cause, kind, title, message, data, about_user_id, created_at)
            VALUES ({stored.Id}, {userId}, {stored.Cause}, {stored.Kind}, {stored.Title}, {stored.Message}, {stored.Data}::jsonb, {stored.AboutUserId}, {now})
            ON CONFLICT (user_id, cause) DO NOTHING
            """,
            cancellationToken);
        return added == 1 ? stored : null;
    }

    /// <summary>Cut between characters, never within one: half a surrogate pair cannot be stored.</summary>
    private static string Shorten(string text, int most)
    {
        if (text.Length <= most)
        {
            return text;
        }

        var end = char.IsHighSurrogate(text[most - 2]) ? most - 2 : most - 1;
        return string.Concat(text.AsSpan(0, end), "…");
    }
}

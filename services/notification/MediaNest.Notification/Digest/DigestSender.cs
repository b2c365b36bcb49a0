using System.Text.Json;
using MediaNest.Notification.Data;
using MediaNest.Notification.Delivery;
using MediaNest.Notification.Notifications;
using MediaNest.Notification.Preferences;
using MediaNest.Notification.Users;
using MediaNest.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Notification.Digest;

/// <summary>What a digest leads to: at most <see cref="MostIds"/> ids, the newest first.</summary>
internal sealed record DigestData(int Count, IReadOnlyList<Guid> NotificationIds)
{
    public const int MostIds = 100;
}

/// <summary>Tells of what was held, once its window has ended.</summary>
internal sealed class DigestSender(
    NotificationDbContext database, UserDirectory users, ChannelDirectory channels, Dispatch dispatch, Bursts bursts, TimeProvider time)
{
    private const int Bite = 100;
    private const int MostLines = 20;

    /// <summary>Tells of what is due, in one transaction: a replica at a time, so that one burst is one digest.</summary>
    /// <returns>Whether there may be more.</returns>
    public async Task<bool> SendDueAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await database.Database.BeginTransactionAsync(cancellationToken);
        if (!await database.TryLockAsync(NotificationLock.Digest, cancellationToken))
        {
            return false;
        }

        var now = time.GetUtcNow();
        var due = await database.HeldNotifications
            .Where(held => held.DueAt <= now)
            .Select(held => new { held.UserId, held.Kind })
            .Distinct().OrderBy(key => key.UserId).ThenBy(key => key.Kind).Take(Bite)
            .ToListAsync(cancellationToken);
        Guid[] recipients = [.. due.Select(key => key.UserId).Distinct()];
        var known = await users.HoldAsync(recipients, cancellationToken);
        var choices = await channels.FindAsync(recipients, cancellationToken);
        foreach (var key in due)
        {
            var recipient = new Recipient(key.UserId, known.GetValueOrDefault(key.UserId)?.Email, choices.GetValueOrDefault(key.UserId, ChannelChoice.Default));
            await SendAsync(recipient, key.Kind, now, cancellationToken);
        }

        await database.SaveChangesAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
        return due.Count == Bite;
    }

    private async Task SendAsync(Recipient recipient, string kind, DateTimeOffset now, CancellationToken cancellationToken)
    {
        // what others hold back at this very moment is not in sight yet and is the next digest's
        var held = await database.Database
            .SqlQuery<Guid>($"DELETE FROM held_notifications WHERE user_id = {recipient.UserId} AND kind = {kind} RETURNING notification_id AS \"Value\"")
            .ToListAsync(cancellationToken);
        var unread = await database.Notifications.AsNoTracking()
            .Where(notification => held.Contains(notification.Id) && notification.ReadAt == null)
            .OrderByDescending(notification => notification.CreatedAt).ThenByDescending(notification => notification.Id)
            .ToListAsync(cancellationToken);
        if (unread.Count == 0)
        {
            return;
        }

        // a burst that goes on is one digest a window
        await bursts.OpenAsync(recipient.UserId, kind, now, cancellationToken);
        await dispatch.SendAsync(recipient, Sum(kind, unread, now), because: null, cancellationToken);
    }

    private static Announcement Sum(string kind, List<StoredNotification> newestFirst, DateTimeOffset now)
    {
        if (newestFirst is [var only])
        {
            return Announcement.Of(only);
        }

        var (title, message) = DigestText.For(kind, newestFirst);
        var data = new DigestData(newestFirst.Count, [.. newestFirst.Take(DigestData.MostIds).Select(notification => notification.Id)]);
        return new Announcement(
            newestFirst[0].Id, kind, title, message, JsonSerializer.Serialize(data, JsonDefaults.Options), now,
            [.. newestFirst.Take(MostLines).Reverse().Select(notification => notification.Message)]);
    }
}

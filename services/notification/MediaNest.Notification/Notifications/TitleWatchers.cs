using MediaNest.Contracts;
using MediaNest.Notification.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Metadata.Builders;

namespace MediaNest.Notification.Notifications;

/// <summary>Who asked for a show, learnt from media's events: they want to know of its new episodes.</summary>
internal sealed class TitleWatchers
{
    /// <summary>One of the show's requests.</summary>
    public Guid RequestId { get; init; }

    public int TmdbId { get; init; }

    public required string Status { get; init; }

    /// <summary>Counts the request's moves: an older one that arrives late changes nothing.</summary>
    public int Version { get; init; }

    /// <summary>Who asked, and the followers.</summary>
    public required List<Guid> UserIds { get; init; }
}

internal sealed class TitleWatchersConfiguration : IEntityTypeConfiguration<TitleWatchers>
{
    public void Configure(EntityTypeBuilder<TitleWatchers> builder)
    {
        builder.ToTable("title_watchers").HasKey(watchers => watchers.RequestId);
        builder.Property(watchers => watchers.RequestId).ValueGeneratedNever();
        builder.Property(watchers => watchers.Status).HasMaxLength(32);
        builder.HasIndex(watchers => watchers.TmdbId);
    }
}

internal static class TitleWatching
{
    /// <summary>Requests that are fulfilled, or will be.</summary>
    private static readonly string[] Live = ["approved", "processing", "partially-available", "available"];

    public static async Task NoteWatchersAsync(this NotificationDbContext database, MediaRequestStatusChanged change, CancellationToken cancellationToken)
    {
        if (change.MediaType != "tv")
        {
            return;
        }

        Guid[] userIds = [.. change.FollowerIds.Prepend(change.UserId).Where(userId => userId != Guid.Empty).Distinct()];
        await database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO title_watchers (request_id, tmdb_id, status, version, user_ids)
            VALUES ({change.RequestId}, {change.TmdbId}, {change.Status}, {change.Version}, {userIds})
            ON CONFLICT (request_id) DO UPDATE SET status = excluded.status, version = excluded.version, user_ids = excluded.user_ids
            WHERE title_watchers.version < excluded.version
            """,
            cancellationToken);
    }

    public static async Task<List<Guid>> FindWatchersAsync(this NotificationDbContext database, int tmdbId, CancellationToken cancellationToken)
    {
        var requests = await database.TitleWatchers.AsNoTracking()
            .Where(watchers => watchers.TmdbId == tmdbId && Live.Contains(watchers.Status))
            .ToListAsync(cancellationToken);
        return [.. requests.SelectMany(watchers => watchers.UserIds).Distinct()];
    }

    public static Task ForgetWatcherAsync(this NotificationDbContext database, Guid userId, CancellationToken cancellationToken) =>
        database.Database.ExecuteSqlAsync($"UPDATE title_watchers SET user_ids = array_remove(user_ids, {userId}) WHERE {userId} = ANY (user_ids)", cancellationToken);
}

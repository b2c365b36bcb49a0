using System.Text.Json;
using MediaNest.Notification.Data;
using MediaNest.ServiceDefaults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Notification.Preferences;

/// <summary>The read model of how users want to be told.</summary>
internal sealed class ChannelDirectory(NotificationDbContext database)
{
    /// <summary>Takes over what a user said, unless something newer is known.</summary>
    public Task SetAsync(Guid userId, ChannelChoice choice, DateTimeOffset asOf, CancellationToken cancellationToken)
    {
        var json = JsonSerializer.Serialize(choice, JsonDefaults.Options);
        return database.Database.ExecuteSqlAsync(
            $"""
            INSERT INTO user_channels (user_id, choice, as_of) VALUES ({userId}, {json}::jsonb, {asOf.ToUniversalTime()})
            ON CONFLICT (user_id) DO UPDATE SET choice = excluded.choice, as_of = excluded.as_of WHERE user_channels.as_of < excluded.as_of
            """,
            cancellationToken);
    }

    /// <summary>What users said; those who never did are not in it.</summary>
    public async Task<Dictionary<Guid, ChannelChoice>> FindAsync(IReadOnlyCollection<Guid> userIds, CancellationToken cancellationToken)
    {
        var rows = await database.UserChannels.AsNoTracking().Where(row => userIds.Contains(row.UserId)).ToListAsync(cancellationToken);
        return rows.ToDictionary(row => row.UserId, row => JsonSerializer.Deserialize<ChannelChoice>(row.Choice, JsonDefaults.Options) ?? ChannelChoice.Default);
    }
}

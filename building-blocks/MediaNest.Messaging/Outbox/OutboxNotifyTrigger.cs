using MediaNest.Persistence;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Messaging.Outbox;

/// <summary>Makes the database wake every dispatcher as soon as events are committed. Put in place at start, so that no service's migration has to.</summary>
internal sealed class OutboxNotifyTrigger<TDbContext> : IMigrationStep<TDbContext>
    where TDbContext : DbContext
{
    public Task ApplyAsync(TDbContext database, CancellationToken cancellationToken) =>
        database.Database.ExecuteSqlRawAsync(OutboxSql.EnsureTrigger, cancellationToken);
}

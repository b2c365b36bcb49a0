using MediaNest.Auth.Data;
using MediaNest.Persistence;
using Microsoft.EntityFrameworkCore;
using StackExchange.Redis;

namespace MediaNest.Auth.Sessions;

/// <summary>Writes all sessions to Redis anew when it has missed a change or came back empty, so that nobody is signed out by Redis's restart, nor kept signed in.</summary>
internal sealed class SessionRegistryRepair(
    IServiceScopeFactory scopes,
    DatabaseReadiness<AuthDbContext> database,
    SessionRegistry registry,
    TimeProvider clock,
    ILogger<SessionRegistryRepair> logger) : BackgroundService
{
    private const int PageSize = 500;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        if (DesignTime.IsActive)
        {
            return;
        }

        await database.WaitAsync(stoppingToken);
        using var timer = new PeriodicTimer(Interval, clock);
        do
        {
            try
            {
                if (!await registry.IsCompleteAsync())
                {
                    await RepairAsync(stoppingToken);
                }
            }
            catch (Exception exception) when (exception is RedisException or TimeoutException || DatabaseFailure.IsUnavailable(exception))
            {
                logger.RepairFailed(exception);
            }
        }
        while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    private async Task RepairAsync(CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var db = scope.ServiceProvider.GetRequiredService<AuthDbContext>();

        // marked first: what goes wrong from here on is marked as missed again
        await registry.MarkCompleteAsync();
        var (alive, ended, users) = (0, 0, 0);
        var last = Guid.Empty;
        while (true)
        {
            var page = await db.Users.AsNoTracking().Where(user => user.Id > last).OrderBy(user => user.Id).Take(PageSize)
                .Select(user => user.Id).ToListAsync(cancellationToken);
            if (page.Count == 0)
            {
                break;
            }

            foreach (var id in page)
            {
                // each user's rows are locked while they are copied, as with every other writer
                await using var transaction = await db.Database.BeginTransactionAsync(cancellationToken);
                var now = clock.GetUtcNow();
                var user = await db.Users.FromSql($"SELECT * FROM users WHERE id = {id} FOR UPDATE").AsNoTracking().SingleOrDefaultAsync(cancellationToken);
                if (user is null)
                {
                    continue;
                }

                var sessions = await db.Sessions.FromSql($"SELECT * FROM sessions WHERE user_id = {id} AND expires_at > {now} ORDER BY id FOR UPDATE")
                    .AsNoTracking().ToListAsync(cancellationToken);
                var living = sessions.Where(session => session.IsAliveAt(now)).ToList();
                await registry.PublishAsync(living, user.Id, user.Role, user.Status);
                await registry.RemoveAsync(sessions.Except(living).Select(session => session.Id));
                await registry.RemoveAsync(await db.ApiKeys.Where(key => key.UserId == id && key.RevokedAt != null).Select(key => key.Id).ToListAsync(cancellationToken));
                alive += living.Count;
                ended += sessions.Count - living.Count;
                users++;
            }

            last = page[^1];
        }

        if (users > 0)
        {
            logger.RegistryRepaired(alive, ended, users);
        }
    }
}

using MediaNest.Notification.Data;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Notification.Realtime.State;

/// <summary>A state as it was read.</summary>
/// <param name="State">The state.</param>
/// <param name="IsSettled">Whether nothing is missing of what was told before; false if that was not waited for any longer.</param>
internal sealed record StateReading(StateSnapshot State, bool IsSettled);

/// <summary>What a caller finds when they come, and what they may see at all. An administrator sees everything.</summary>
internal sealed class StateReader(IServiceScopeFactory scopes, StateGate gate, IOptions<RealtimeOptions> options) : IDisposable
{
    /// <summary>So that a thousand sockets that come back at once do not take all connections to the database.</summary>
    private const int MostAtOnce = 8;

    private readonly SemaphoreSlim _turns = new(MostAtOnce);

    /// <summary>The state for a caller; null for somebody who has not signed in, who is told of services alone.</summary>
    public async Task<StateReading> ReadAsync(SocketCaller? caller, CancellationToken cancellationToken)
    {
        await _turns.WaitAsync(cancellationToken);
        try
        {
            await using var scope = scopes.CreateAsyncScope();
            var database = scope.ServiceProvider.GetRequiredService<NotificationDbContext>();
            var isSettled = await gate.WaitAsync(database, cancellationToken);
            var services = await database.LiveServices.AsNoTracking().OrderBy(service => service.Name).Take(options.Value.StateItems).ToListAsync(cancellationToken);
            if (caller is null)
            {
                return new StateReading(new StateSnapshot([], [], new NotificationCount(0), [.. services.Select(service => service.AsItem())]), isSettled);
            }

            var requests = await Requests(database, caller)
                .OrderByDescending(request => request.UpdatedAt).ThenBy(request => request.Id).Take(options.Value.StateItems).ToListAsync(cancellationToken);
            var downloads = await Downloads(database, caller)
                .OrderByDescending(download => download.CreatedAt).ThenBy(download => download.Id).Take(options.Value.StateItems).ToListAsync(cancellationToken);
            var unread = await database.Notifications
                .CountAsync(notification => notification.UserId == caller.UserId && notification.ReadAt == null, cancellationToken);
            var state = new StateSnapshot(
                [.. requests.Select(request => request.AsItem() with { UpdatedAt = request.UpdatedAt })],
                [.. downloads.Select(download => download.AsItem())],
                new NotificationCount(unread),
                [.. services.Select(service => service.AsItem())]);
            return new StateReading(state, isSettled);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>Those of some requests that are the caller's, or that they follow.</summary>
    public Task<HashSet<Guid>> FindVisibleRequestsAsync(SocketCaller caller, IReadOnlyCollection<Guid> requestIds, CancellationToken cancellationToken) =>
        FindAsync(
            requestIds,
            database => Requests(database, caller).Where(request => requestIds.Contains(request.Id)).Select(request => request.Id),
            cancellationToken);

    /// <summary>Those of some downloads that are the caller's.</summary>
    public Task<HashSet<Guid>> FindVisibleDownloadsAsync(SocketCaller caller, IReadOnlyCollection<Guid> downloadIds, CancellationToken cancellationToken) =>
        FindAsync(
            downloadIds,
            database => Downloads(database, caller).Where(download => downloadIds.Contains(download.Id)).Select(download => download.Id),
            cancellationToken);

    public void Dispose() => _turns.Dispose();

    private static IQueryable<LiveRequest> Requests(NotificationDbContext database, SocketCaller caller) => caller.IsAdmin
        ? database.LiveRequests.AsNoTracking()
        // the array's index answers @> and not = ANY
        : database.LiveRequests
            .FromSql($"SELECT * FROM live_requests WHERE user_id = {caller.UserId} OR follower_ids @> ARRAY[{caller.UserId}]").AsNoTracking();

    private static IQueryable<LiveDownload> Downloads(NotificationDbContext database, SocketCaller caller) => caller.IsAdmin
        ? database.LiveDownloads.AsNoTracking()
        : database.LiveDownloads.AsNoTracking().Where(download => download.UserId == caller.UserId);

    private async Task<HashSet<Guid>> FindAsync(
        IReadOnlyCollection<Guid> ids, Func<NotificationDbContext, IQueryable<Guid>> question, CancellationToken cancellationToken)
    {
        if (ids.Count == 0)
        {
            return [];
        }

        await using var scope = scopes.CreateAsyncScope();
        return await question(scope.ServiceProvider.GetRequiredService<NotificationDbContext>()).ToHashSetAsync(cancellationToken);
    }
}

using MediaNest.SocketIO;
using Microsoft.Extensions.Options;

namespace MediaNest.Notification.Realtime.Sessions;

/// <summary>
/// Looks after this replica's sockets: auth removes an ended session from Redis at once, so they are found out even if its event is late or
/// the broker is away. A Redis that is away, or was emptied, throws nobody out. Ends sockets with their access tokens, too.
/// </summary>
internal sealed class SessionSweep(
    SocketIOServer server,
    SessionStates sessions,
    SocketEviction eviction,
    IOptions<RealtimeOptions> options,
    TimeProvider time,
    ILogger<SessionSweep> logger) : BackgroundService
{
    private bool _away;

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(options.Value.SweepInterval, time);
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            try
            {
                await SweepAsync(stoppingToken);
                SetAway(away: null);
            }
            catch (Exception exception) when (!stoppingToken.IsCancellationRequested)
            {
                // whatever it is, mostly Redis: a sweep that has stopped would leave revoked sessions connected for good
                SetAway(exception);
            }
        }
    }

    private async Task SweepAsync(CancellationToken cancellationToken)
    {
        var sockets = Sockets();
        var now = time.GetUtcNow();
        foreach (var (socket, _) in sockets.Where(known => known.Caller.ExpiresAt <= now))
        {
            await eviction.EvictAsync(socket, RevocationReasons.TokenExpired);
        }

        SessionOfUser[] alive = [.. sockets.Where(known => known.Caller.ExpiresAt > now)
            .Select(known => new SessionOfUser(known.Caller.SessionId, known.Caller.UserId)).Distinct()];
        if (alive.Length == 0)
        {
            return;
        }

        var states = await sessions.FindAsync(alive, cancellationToken);
        var bySession = alive.Zip(states).ToDictionary(pair => pair.First, pair => pair.Second);
        foreach (var (socket, caller) in sockets)
        {
            if (bySession.TryGetValue(new SessionOfUser(caller.SessionId, caller.UserId), out var state)
                && RevocationReasons.Of(state, caller) is { } reason)
            {
                logger.Evicted(caller.UserId, caller.SessionId, reason);
                await eviction.EvictAsync(socket, reason);
            }
        }
    }

    private List<(Socket Socket, SocketCaller Caller)> Sockets()
    {
        List<(Socket, SocketCaller)> known = [];
        foreach (var name in SocketNamespaces.All)
        {
            foreach (var socket in server.Of(name).Sockets)
            {
                if (SocketCaller.Of(socket) is { } caller)
                {
                    known.Add((socket, caller));
                }
            }
        }

        return known;
    }

    private void SetAway(Exception? away)
    {
        if (away is not null && !_away)
        {
            logger.SweepWithoutRedis(away);
        }

        _away = away is not null;
    }
}

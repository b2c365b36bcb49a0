using MediaNest.Persistence;
using MediaNest.Persistence.Waking;
using MediaNest.Plex.Data;
using MediaNest.Plex.MediaServer;
using Microsoft.Extensions.Options;

namespace MediaNest.Plex.Sync;

/// <summary>Follows the media server for as long as the service runs.</summary>
internal sealed class PlexWorker(
    IServiceScopeFactory scopes,
    PlexPresence presence,
    WorkSignal<PlexWorker> signal,
    DatabaseReadiness<PlexDbContext> readiness,
    IOptions<PlexOptions> options,
    ILogger<PlexWorker> logger) : BackgroundService
{
    private static readonly TimeSpan PauseWhileAway = TimeSpan.FromSeconds(5);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            await readiness.WaitAsync(stoppingToken);
            var interval = TimeSpan.FromSeconds(options.Value.DeltaSeconds);
            while (true)
            {
                var pause = await FollowAsync(interval, stoppingToken) || interval < PauseWhileAway ? interval : PauseWhileAway;
                await signal.WaitAsync(pause, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // stopping
        }
    }

    private async Task<bool> FollowAsync(TimeSpan interval, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var follower = scope.ServiceProvider.GetRequiredService<PlexFollower>();
        try
        {
            // where another replica has just looked, its look serves us too
            await follower.FollowAsync(interval / 2, cancellationToken);
            presence.Note(reachable: true);
            return true;
        }
        catch (PlexUnavailableException exception)
        {
            presence.Note(reachable: false);
            logger.PlexAway(exception.Message);
            await TryNoteAwayAsync(follower, cancellationToken);
        }
        catch (Exception exception) when (exception is not OperationCanceledException || !cancellationToken.IsCancellationRequested)
        {
            logger.SyncFailed(exception);
        }

        return false;
    }

    private async Task TryNoteAwayAsync(PlexFollower follower, CancellationToken cancellationToken)
    {
        try
        {
            await follower.NoteAsync(reachable: false, server: null, cancellationToken);
        }
        catch (Exception exception) when (DatabaseFailure.IsUnavailable(exception))
        {
            logger.SyncFailed(exception);
        }
    }
}

/// <summary>Whether the media server answered when it was last asked by this replica.</summary>
internal sealed class PlexPresence
{
    public bool IsAway { get; private set; }

    public void Note(bool reachable) => IsAway = !reachable;
}

using MediaNest.Plex.Data;
using MediaNest.Plex.MediaServer;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Plex.Sync;

/// <summary>
/// Lets a question see what Plex has at this moment, however many ask at once: those who come while a look is under way share the next
/// one, and between two looks there is a pause.
/// </summary>
internal sealed class LiveLook(
    IServiceScopeFactory scopes,
    PlexPresence presence,
    IOptions<PlexOptions> options,
    IHostApplicationLifetime lifetime,
    TimeProvider clock)
{
    private readonly Dictionary<string, Round> _rounds = new(StringComparer.Ordinal);
    private readonly Lock _gate = new();

    /// <summary>Returns when the index of all libraries of a type holds what Plex had at <paramref name="moment"/>.</summary>
    /// <param name="type">Plex's word, <c>movie</c> or <c>show</c>.</param>
    /// <param name="moment">Usually now.</param>
    /// <param name="cancellationToken">Ends the wait, not the look.</param>
    /// <exception cref="PlexUnavailableException">Plex does not answer, or not in time.</exception>
    public async Task EnsureAsync(string type, DateTimeOffset moment, CancellationToken cancellationToken)
    {
        try
        {
            await Join(type, moment).WaitAsync(TimeSpan.FromSeconds(options.Value.LiveLookTimeoutSeconds), clock, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new PlexUnavailableException("Plex takes too long to answer.", null, exception);
        }
    }

    /// <summary>Starts a look that nobody waits for.</summary>
    public void Nudge(string type, DateTimeOffset moment) =>
        _ = Join(type, moment).ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private Task Join(string type, DateTimeOffset moment)
    {
        lock (_gate)
        {
            var round = _rounds.GetValueOrDefault(type);
            if (round is not null && (round.Started is null || round.Started >= moment) && !round.HasFailed)
            {
                return round.Done;
            }

            var next = new Round();
            next.Done = RunAsync(type, next, round);
            _rounds[type] = next;
            return next.Done;
        }
    }

    private async Task RunAsync(string type, Round round, Round? previous)
    {
        await Task.Yield();
        if (previous is not null)
        {
            await previous.Done.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            var pause = (previous.Started ?? clock.GetUtcNow()) + TimeSpan.FromSeconds(options.Value.LiveLookSeconds) - clock.GetUtcNow();
            if (pause > TimeSpan.Zero)
            {
                await Task.Delay(pause, clock, lifetime.ApplicationStopping);
            }
        }

        var started = clock.GetUtcNow();
        lock (_gate)
        {
            round.Started = started;
        }

        try
        {
            await LookAsync(type, started, lifetime.ApplicationStopping);
            presence.Note(reachable: true);
        }
        catch (PlexUnavailableException)
        {
            presence.Note(reachable: false);
            throw;
        }
    }

    private async Task LookAsync(string type, DateTimeOffset started, CancellationToken cancellationToken)
    {
        await using var scope = scopes.CreateAsyncScope();
        var database = scope.ServiceProvider.GetRequiredService<PlexDbContext>();
        if (!await database.Libraries.AnyAsync(cancellationToken))
        {
            await scope.ServiceProvider.GetRequiredService<PlexFollower>().UpdateListAsync(cancellationToken);
        }

        var keys = await database.Libraries.Where(library => library.Type == type).OrderBy(library => library.Key).Select(library => library.Key).ToListAsync(cancellationToken);
        var sync = scope.ServiceProvider.GetRequiredService<LibrarySync>();
        foreach (var key in keys)
        {
            await sync.SyncAsync(key, started, cancellationToken);
        }
    }

    private sealed class Round
    {
        public DateTimeOffset? Started { get; set; }

        public Task Done { get; set; } = Task.CompletedTask;

        public bool HasFailed => Done.IsFaulted || Done.IsCanceled;
    }
}

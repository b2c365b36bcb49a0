using MediaNest.Plex.Data;
using MediaNest.Plex.MediaServer;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Plex.Sync;

/// <summary>
/// Lets a question see what Plex has, however many ask at once. An index that was compared with Plex a moment ago is believed, and those
/// who come too late for a look that is under way share the next one. Nobody waits for anything but a look: a pause between two of them
/// would hold up whoever asks in it, and let all go on at the same moment.
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

    /// <summary>Whether the index of all libraries of a type is young enough to be believed, without another look.</summary>
    /// <param name="type">Plex's word, <c>movie</c> or <c>show</c>.</param>
    /// <param name="moment">When the question was asked.</param>
    public bool IsBelieved(string type, DateTimeOffset moment)
    {
        lock (_gate)
        {
            return _rounds.GetValueOrDefault(type) is { Done.IsCompletedSuccessfully: true } round && round.Started >= Oldest(moment);
        }
    }

    /// <summary>Returns when the index of all libraries of a type is young enough for a question.</summary>
    /// <param name="type">Plex's word, <c>movie</c> or <c>show</c>.</param>
    /// <param name="moment">When the question was asked.</param>
    /// <param name="cancellationToken">Ends the wait, not the look.</param>
    /// <exception cref="PlexUnavailableException">Plex does not answer, or not in time.</exception>
    public async Task EnsureAsync(string type, DateTimeOffset moment, CancellationToken cancellationToken)
    {
        try
        {
            await Join(type, Oldest(moment)).WaitAsync(TimeSpan.FromSeconds(options.Value.LiveLookTimeoutSeconds), clock, cancellationToken);
        }
        catch (TimeoutException exception)
        {
            throw new PlexUnavailableException("Plex takes too long to answer.", null, exception);
        }
    }

    /// <summary>Starts a look that nobody waits for, unless one has begun at that moment or later.</summary>
    public void Nudge(string type, DateTimeOffset moment) =>
        _ = Join(type, moment).ContinueWith(static task => _ = task.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);

    private DateTimeOffset Oldest(DateTimeOffset moment) => moment - TimeSpan.FromSeconds(options.Value.LiveLookSeconds);

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

using MediaNest.Contracts;
using MediaNest.Media.Overseerr;
using MediaNest.Media.Plex;
using MediaNest.Media.Requests;
using Microsoft.Extensions.Options;

namespace MediaNest.Media.Fulfilment;

/// <summary>
/// Watches over a submitted request: Plex decides what has arrived; Overseerr tells when to look, what failed, and, past a grace
/// period or while Plex cannot be asked, is believed.
/// </summary>
internal sealed class ProgressWatcher(
    OverseerrClient overseerr, PlexClient plex, IOptions<FulfilmentOptions> options, TimeProvider clock, ILogger<ProgressWatcher> logger)
{
    public async Task<IReadOnlyList<MediaRequestStatusChanged>> RunAsync(MediaRequest request, CancellationToken cancellationToken)
    {
        var job = request.Job!;
        var moves = new List<MediaRequestStatusChanged>();
        var error = await AskPlexAsync(request, moves, cancellationToken);
        if (request.Job is null)
            return moves;

        OverseerrRequest? progress = null;
        try
        {
            progress = await AskOverseerrAsync(request, moves, cancellationToken);
        }
        catch (OverseerrUnavailableException exception)
        {
            error = exception.Message;
        }

        if (request.Job is not null && job.AnnouncedAt is { } announced && clock.GetUtcNow() - announced >= options.Value.ConfirmationGrace)
        {
            logger.TrustingOverseerr(request.Id);
            Add(moves, request.Arrive(season => Believed(progress, season), Actor.Overseerr, clock.GetUtcNow()));
        }

        request.Job?.Postpone(NextLook(job), error);
        return moves;
    }

    private async Task<string?> AskPlexAsync(MediaRequest request, List<MediaRequestStatusChanged> moves, CancellationToken cancellationToken)
    {
        try
        {
            var found = await plex.GetAsync(request.MediaType, request.TmdbId, cancellationToken);
            Add(moves, request.Arrive(found.Has, Actor.Plex, clock.GetUtcNow()));
            return null;
        }
        catch (PlexUnavailableException exception)
        {
            logger.NotConfirmed(request.Id, exception.Message);
            return exception.Message;
        }
    }

    private async Task<OverseerrRequest?> AskOverseerrAsync(MediaRequest request, List<MediaRequestStatusChanged> moves, CancellationToken cancellationToken)
    {
        if (request.OverseerrRequestId is not { } id)
            return null;

        var progress = await overseerr.FindRequestAsync(id, cancellationToken);
        var mayFail = request.Status == RequestStatus.Processing && request.Job!.AnnouncedAt is null;
        switch (progress)
        {
            case null when mayFail:
                Add(moves, request.Fail(Actor.Overseerr, "The request has been removed from Overseerr.", clock.GetUtcNow()));
                break;
            case { Status: OverseerrRequestStatus.Declined } when mayFail:
                Add(moves, request.Fail(Actor.Overseerr, "The request was declined in Overseerr.", clock.GetUtcNow()));
                break;
            case { Status: OverseerrRequestStatus.Failed } when mayFail:
                Add(moves, request.Fail(Actor.Overseerr, "Overseerr could not hand the request on.", clock.GetUtcNow()));
                break;
            case { Status: OverseerrRequestStatus.Pending }:
                // approved here, so it needs nobody's approval there
                await overseerr.ApproveAsync(id, cancellationToken);
                break;
            case { IsDone: true } or { Media.Status: OverseerrMediaStatus.PartiallyAvailable }:
                request.Job!.Announce(clock.GetUtcNow());
                break;
        }

        return progress;
    }

    /// <summary>Whether Overseerr's word for a season, or a film, is enough. Partly available says nothing of the other seasons.</summary>
    private static bool Believed(OverseerrRequest? progress, int season) =>
        progress is null or { IsDone: true }
        || (progress.Seasons ?? []).Concat(progress.Media?.Seasons ?? [])
            .Any(part => part.SeasonNumber == season && part.Status == OverseerrMediaStatus.Available);

    private DateTimeOffset NextLook(RequestJob job)
    {
        var regular = TimeSpan.FromSeconds(options.Value.ReconcileSeconds);
        var soon = options.Value.Backoff(job.Attempts);
        return clock.GetUtcNow() + (job.AnnouncedAt is not null && soon < regular ? soon : regular);
    }

    private static void Add(List<MediaRequestStatusChanged> moves, MediaRequestStatusChanged? move)
    {
        if (move is not null)
            moves.Add(move);
    }
}

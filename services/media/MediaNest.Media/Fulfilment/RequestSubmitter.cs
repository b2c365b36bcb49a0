using MediaNest.Contracts;
using MediaNest.Media.Overseerr;
using MediaNest.Media.Requests;
using Microsoft.Extensions.Options;

namespace MediaNest.Media.Fulfilment;

/// <summary>
/// Brings an approved request to Overseerr. It looks before it sends, every time: the last attempt may have been cut off after it
/// took effect, by a timeout or by the end of this process.
/// </summary>
internal sealed class RequestSubmitter(OverseerrClient overseerr, IOptions<FulfilmentOptions> options, TimeProvider clock, ILogger<RequestSubmitter> logger)
{
    /// <summary>Does what can be done now. The job is postponed, or turned into following, or gone with a failure.</summary>
    public async Task<MediaRequestStatusChanged?> RunAsync(MediaRequest request, CancellationToken cancellationToken)
    {
        var job = request.Job!;
        try
        {
            return await SubmitAsync(request, job, cancellationToken);
        }
        catch (OverseerrUnavailableException exception)
        {
            logger.SubmissionQueued(request.Id, job.Attempts, exception.Message);
            job.Postpone(clock.GetUtcNow() + options.Value.Backoff(job.Attempts), exception.Message);
            return null;
        }
    }

    private async Task<MediaRequestStatusChanged?> SubmitAsync(MediaRequest request, RequestJob job, CancellationToken cancellationToken)
    {
        var type = request.MediaType.AsText();
        var (open, _) = await overseerr.FindRequestsAsync(type, request.TmdbId, cancellationToken);
        var missing = MissingFrom(open, request);
        if (missing is { Nothing: true })
            return Adopt(request, open);

        var order = new OverseerrOrder(type, request.TmdbId, missing.Seasons);
        switch (await overseerr.OrderAsync(order, cancellationToken))
        {
            case OrderOutcome.Taken taken:
                logger.Submitted(request.Id, taken.Request.Id);
                return Start(request, taken.Request);
            case OrderOutcome.NothingLeft nothing:
                return await SettleAsync(request, nothing.Message, cancellationToken);
            case OrderOutcome.Refused refused:
                return Fail(request, $"Overseerr refused the request: {refused.Message}");
            case OrderOutcome.Broke broke when job.Refusals + 1 >= options.Value.MaxRefusals:
                return Fail(request, $"Overseerr could not handle the request: {broke.Message}");
            case OrderOutcome.Broke broke:
                logger.SubmissionQueued(request.Id, job.Attempts, broke.Message);
                job.Postpone(clock.GetUtcNow() + options.Value.Backoff(job.Attempts), $"Overseerr answered with an error: {broke.Message}", refused: true);
                return null;
            default:
                throw new InvalidOperationException("Overseerr's answer has no meaning here.");
        }
    }

    /// <summary>Overseerr says that nothing is left to request. That is no success by itself: somebody must have asked, or the title be there.</summary>
    private async Task<MediaRequestStatusChanged> SettleAsync(MediaRequest request, string message, CancellationToken cancellationToken)
    {
        var (open, media) = await overseerr.FindRequestsAsync(request.MediaType.AsText(), request.TmdbId, cancellationToken);
        if (open.Count > 0)
            return Adopt(request, open);

        if (media?.Status is OverseerrMediaStatus.Available or OverseerrMediaStatus.PartiallyAvailable)
        {
            request.Job!.Announce(clock.GetUtcNow());
            return request.StartProcessing(overseerrRequestId: null, clock.GetUtcNow(), clock.GetUtcNow());
        }

        return Fail(request, $"Overseerr has nothing left to request: {message}");
    }

    /// <summary>Overseerr has it already, from an attempt of ours or from somebody else.</summary>
    private MediaRequestStatusChanged Adopt(MediaRequest request, IReadOnlyList<OverseerrRequest> open)
    {
        var best = open
            .OrderByDescending(found => found.Seasons?.Count(season => request.Seasons.Contains(season.SeasonNumber)) ?? 0)
            .ThenByDescending(found => found.Id)
            .First();
        logger.FoundInOverseerr(request.Id, best.Id);
        return Start(request, best);
    }

    private MediaRequestStatusChanged Start(MediaRequest request, OverseerrRequest taken)
    {
        var now = clock.GetUtcNow();
        if (taken.IsDone)
            request.Job!.Announce(now);
        // one that waits for approval over there is looked at, and approved, at once
        var firstCheck = taken.Status == OverseerrRequestStatus.Pending ? now : now.AddSeconds(options.Value.ReconcileSeconds);
        return request.StartProcessing(taken.Id, now, firstCheck);
    }

    private MediaRequestStatusChanged Fail(MediaRequest request, string reason)
    {
        logger.SubmissionFailed(request.Id, reason);
        return request.Fail(Actor.Overseerr, reason, clock.GetUtcNow());
    }

    private static (bool Nothing, IReadOnlyList<int>? Seasons) MissingFrom(IReadOnlyList<OverseerrRequest> open, MediaRequest request)
    {
        if (request.MediaType == MediaType.Movie)
            return (open.Count > 0, null);

        int[] missing = [.. request.Items.Where(item => !item.Available).Select(item => item.Season)
            .Except(open.SelectMany(found => found.Seasons ?? []).Select(season => season.SeasonNumber))
            .Order()];
        return (missing.Length == 0, missing);
    }
}

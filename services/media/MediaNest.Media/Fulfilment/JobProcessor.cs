using System.Diagnostics;
using MediaNest.Contracts;
using MediaNest.Media.Data;
using MediaNest.Messaging;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Media.Fulfilment;

/// <summary>Does one leased job and saves what came of it, if it is still ours then.</summary>
internal sealed class JobProcessor(
    MediaDbContext database, JobQueue queue, RequestSubmitter submitter, ProgressWatcher watcher, IEventPublisher events, ILogger<JobProcessor> logger)
{
    /// <summary>Telemetry subscribes to <c>MediaNest.*</c>.</summary>
    private static readonly ActivitySource Activities = new("MediaNest.Media");

    public async Task ProcessAsync(Lease lease, CancellationToken cancellationToken)
    {
        try
        {
            var request = await database.Requests
                .Include(found => found.Items).Include(found => found.Followers).Include(found => found.Job)
                .AsSplitQuery()
                .SingleOrDefaultAsync(found => found.Id == lease.RequestId, cancellationToken);
            if (request?.Job is not { } job || job.LeaseId != lease.LeaseId)
                return;

            using var activity = Activities.StartActivity($"{job.Kind} request", ActivityKind.Internal, job.TraceParent);
            activity?.SetTag("medianest.request.id", request.Id);
            activity?.SetTag("correlation.id", request.CorrelationId);
            IReadOnlyList<MediaRequestStatusChanged> moves = job.Kind == JobKind.Submit
                ? await submitter.RunAsync(request, cancellationToken) is { } move ? [move] : []
                : await watcher.RunAsync(request, cancellationToken);
            foreach (var moved in moves)
                await events.Publish(moved, cancellationToken);
            await database.SaveChangesAsync(cancellationToken);
            foreach (var moved in moves)
                logger.Moved(moved.RequestId, moved.PreviousStatus, moved.Status);
        }
        catch (DbUpdateConcurrencyException)
        {
            // nudged or taken over meanwhile: what Overseerr knows by now is found by looking there
            logger.ChangedMeanwhile(lease.RequestId);
            await queue.ReturnAsync(lease, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await queue.ReturnAsync(lease, CancellationToken.None);
            throw;
        }
    }
}

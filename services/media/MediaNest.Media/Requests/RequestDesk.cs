using System.Security.Claims;
using MediaNest.Contracts;
using MediaNest.Media.Data;
using MediaNest.Media.Fulfilment;
using MediaNest.Media.Tmdb;
using MediaNest.Messaging;
using MediaNest.Persistence;
using MediaNest.Persistence.Waking;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Correlation;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Media.Requests;

internal enum Decision
{
    Approve,
    Deny,
    Retry,
}

/// <summary>Where administrators decide on requests, one by one or in bulk.</summary>
internal sealed class RequestDesk(
    MediaDbContext database, IEventPublisher events, WorkSignal<FulfilmentWorker> work, ICorrelation correlation, IOptions<TmdbOptions> images, TimeProvider clock)
{
    public async Task<(RequestResponse? Request, ApiError? Error)> DecideAsync(
        Guid id, ClaimsPrincipal user, Decision decision, string? reason, CancellationToken cancellationToken)
    {
        var request = await database.Requests.WithEverything().SingleOrDefaultAsync(request => request.Id == id, cancellationToken);
        if (request is null)
            return (null, ApiError.NotFound());

        try
        {
            await events.Publish(Decide(request, user.AsActor(correlation), decision, reason), cancellationToken);
            await database.SaveChangesAsync(cancellationToken);
        }
        catch (MoveRefusedException refused)
        {
            return (null, RequestExceptionMapper.Refused(refused));
        }
        catch (DbUpdateConcurrencyException)
        {
            return (null, RequestExceptionMapper.Raced);
        }
        catch (DbUpdateException exception) when (exception.IsUniqueViolation(RequestItemConfiguration.OneLivePerTitle))
        {
            return (null, ApiError.Conflict(RequestCodes.AlreadyRequested, "The title has been requested anew since this request failed."));
        }

        work.Set();
        return (request.AsDetails(images.Value.ImageBaseUrl), null);
    }

    private MediaRequestStatusChanged Decide(MediaRequest request, Actor actor, Decision decision, string? reason)
    {
        var now = clock.GetUtcNow();
        return decision switch
        {
            Decision.Approve => request.Approve(actor, now),
            Decision.Deny => request.Deny(actor, reason!, now),
            Decision.Retry => request.Retry(actor, now),
            _ => throw new ArgumentOutOfRangeException(nameof(decision), decision, null),
        };
    }
}

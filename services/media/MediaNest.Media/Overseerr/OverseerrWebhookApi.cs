using MediaNest.Media.Data;
using MediaNest.Media.Fulfilment;
using MediaNest.Media.Requests;
using MediaNest.Messaging;
using MediaNest.Persistence.Waking;
using MediaNest.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Media.Overseerr;

/// <summary>What came of a webhook.</summary>
/// <param name="Type">The type as it was read.</param>
/// <param name="Requests">How many requests it concerned; 0 where there is nothing to do.</param>
internal sealed record WebhookResponse(string Type, int Requests);

/// <summary>Overseerr's webhook: the fast path. What it says is noted; the job that follows the request acts on it.</summary>
internal static class OverseerrWebhookApi
{
    public static void MapOverseerrWebhook(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/webhooks/overseerr", ReceiveAsync)
            .WithTags("Webhooks").WithSummary("Overseerr tells what became of a request")
            .Accepts<object>("application/json")
            .AllowAnonymous();

    private static async Task<Results<Ok<ApiResponse<WebhookResponse>>, ApiError>> ReceiveAsync(
        HttpRequest http, IOptionsSnapshot<OverseerrOptions> options, MediaDbContext database, JobQueue queue, WorkSignal<FulfilmentWorker> work,
        IEventPublisher events, TimeProvider clock, ILogger<WebhookPayload> logger, CancellationToken cancellationToken)
    {
        using var buffer = new MemoryStream();
        await http.Body.CopyToAsync(buffer, cancellationToken);
        var body = buffer.GetBuffer().AsMemory(0, (int)buffer.Length);
        if (!WebhookSignature.IsGenuine(options.Value.WebhookSecret, http.Headers, body.Span))
        {
            logger.NotGenuine(options.Value.WebhookSecret is null ? "no secret is configured" : "wrong or missing secret");
            return new ApiError(StatusCodes.Status401Unauthorized, ErrorCodes.Unauthorized, "The webhook's secret is missing or wrong.");
        }

        if (WebhookPayload.Find(body) is not { } payload)
            return ApiError.Validation("notification_type", "The body must be a JSON object that names its notification_type.");

        var concerned = await Concerned(database, payload).ToListAsync(cancellationToken);
        logger.Received(payload.Type, concerned.Count);
        switch (payload.Type)
        {
            case "MEDIA_AVAILABLE":
                if (await queue.NudgeAsync(concerned, announced: true, cancellationToken) > 0)
                    work.Set();
                break;
            case "MEDIA_FAILED":
                await FailAsync(concerned, "Overseerr could not hand the request on.", database, events, clock, cancellationToken);
                break;
            case "MEDIA_DECLINED":
                await FailAsync(concerned, "The request was declined in Overseerr.", database, events, clock, cancellationToken);
                break;
            case "MEDIA_PENDING" or "MEDIA_APPROVED" or "MEDIA_AUTO_APPROVED" or "TEST_NOTIFICATION"
                or "ISSUE_CREATED" or "ISSUE_COMMENT" or "ISSUE_RESOLVED" or "ISSUE_REOPENED":
                // nothing that we do not know, or that concerns us
                break;
            default:
                logger.UnknownType(payload.Type.Length > 64 ? payload.Type[..64] : payload.Type);
                break;
        }

        return TypedResults.Ok(ApiResponse.Of(new WebhookResponse(payload.Type, concerned.Count)));
    }

    /// <summary>The requests under way that are meant: by Overseerr's own number, else by title, where it is not known to us yet or somebody asked there.</summary>
    private static IQueryable<Guid> Concerned(MediaDbContext database, WebhookPayload payload)
    {
        var (requestId, tmdbId, type) = (payload.RequestId, payload.TmdbId, RequestStates.FindMediaType(payload.MediaType));
        return database.Requests
            .Where(request => request.Status == RequestStatus.Approved || request.Status == RequestStatus.Processing || request.Status == RequestStatus.PartiallyAvailable)
            .Where(request => (requestId != null && request.OverseerrRequestId == requestId)
                || (tmdbId != null && request.TmdbId == tmdbId && (type == null || request.MediaType == type)))
            .Select(request => request.Id);
    }

    private static async Task FailAsync(
        IReadOnlyList<Guid> concerned, string reason, MediaDbContext database, IEventPublisher events, TimeProvider clock, CancellationToken cancellationToken)
    {
        var requests = await database.Requests
            .Where(request => concerned.Contains(request.Id) && request.Status == RequestStatus.Processing)
            .Include(request => request.Items).Include(request => request.Followers).Include(request => request.Job)
            .AsSplitQuery()
            .ToListAsync(cancellationToken);
        foreach (var request in requests)
            await events.Publish(request.Fail(Actor.Overseerr, reason, clock.GetUtcNow()), cancellationToken);
        await database.SaveChangesAsync(cancellationToken);
    }
}

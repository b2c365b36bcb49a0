using System.Security.Claims;
using MediaNest.Media.Data;
using MediaNest.Media.Tmdb;
using MediaNest.Messaging;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Correlation;
using MediaNest.ServiceDefaults.Identity;
using MediaNest.ServiceDefaults.Paging;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace MediaNest.Media.Requests;

internal static class RequestsApi
{
    public static RouteGroupBuilder MapRequests(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/media").WithTags("Requests").RequireAuthorization();
        group.MapPost("/request", CreateAsync).WithSummary("Ask for a film, or for seasons of a show");
        group.MapGet("/requests", ListAsync).WithSummary("One's own requests");
        group.MapGet("/requests/{id:guid}", GetAsync).WithSummary("A request with its history; for its owner and administrators");
        group.MapDelete("/requests/{id:guid}", CancelAsync).WithSummary("Cancel a request while it is pending");
        return group;
    }

    private static async Task<Results<Created<ApiResponse<RequestResponse>>, ApiError>> CreateAsync(
        CreateRequest body, [FromHeader(Name = "Idempotency-Key")] string? idempotencyKey,
        ClaimsPrincipal user, RequestIntake intake, ICorrelation correlation, CancellationToken cancellationToken)
    {
        if (idempotencyKey is not null && !IdempotentAnswers.IsValidKey(idempotencyKey))
            return ApiError.Validation("Idempotency-Key", $"Must have 1 to {IdempotentAnswers.LongestKey} visible ASCII characters.");

        var role = user.IsAdmin() ? Roles.Admin : Roles.User;
        var answer = await intake.CreateAsync(user.AsActor(correlation), role, body, idempotencyKey, cancellationToken);
        return answer.Error is { } error
            ? error
            : TypedResults.Created($"/api/v1/media/requests/{answer.Created!.Id}", ApiResponse.Of(answer.Created));
    }

    private static async Task<Ok<ApiResponse<RequestListResponse>>> ListAsync(
        [AsParameters] RequestListQuery query, [AsParameters] PageQuery page,
        ClaimsPrincipal user, MediaDbContext database, IOptions<TmdbOptions> images, CancellationToken cancellationToken)
    {
        var userId = user.UserId();
        var own = database.Requests.Where(request => request.UserId == userId);
        return TypedResults.Ok(ApiResponse.Of(await own.ListAsync(query, page, images.Value.ImageBaseUrl, cancellationToken)));
    }

    private static async Task<Results<Ok<ApiResponse<RequestResponse>>, ApiError>> GetAsync(
        Guid id, ClaimsPrincipal user, MediaDbContext database, IOptions<TmdbOptions> images, CancellationToken cancellationToken) =>
        await database.Requests.VisibleTo(user).WithEverything().AsNoTracking().SingleOrDefaultAsync(request => request.Id == id, cancellationToken) is { } found
            ? TypedResults.Ok(ApiResponse.Of(found.AsDetails(images.Value.ImageBaseUrl)))
            : ApiError.NotFound();

    private static async Task<Results<Ok<ApiResponse<RequestResponse>>, ApiError>> CancelAsync(
        Guid id, ClaimsPrincipal user, MediaDbContext database, IEventPublisher events, IOptions<TmdbOptions> images,
        ICorrelation correlation, TimeProvider clock, CancellationToken cancellationToken)
    {
        var request = await database.Requests.VisibleTo(user).WithEverything().SingleOrDefaultAsync(request => request.Id == id, cancellationToken);
        if (request is null)
            return ApiError.NotFound();

        await events.Publish(request.Cancel(user.AsActor(correlation), reason: null, clock.GetUtcNow()), cancellationToken);
        await database.SaveChangesAsync(cancellationToken);
        return TypedResults.Ok(ApiResponse.Of(request.AsDetails(images.Value.ImageBaseUrl)));
    }
}

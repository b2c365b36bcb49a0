using System.Security.Claims;
using MediaNest.Media.Data;
using MediaNest.Media.Tmdb;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Identity;
using MediaNest.ServiceDefaults.Paging;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.Options;

namespace MediaNest.Media.Requests;

internal static class AdminRequestsApi
{
    public static RouteGroupBuilder MapAdminRequests(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/admin/requests").WithTags("Requests (administrators)").RequireAuthorization(Policies.Admin);
        group.MapGet("/", ListAsync).WithSummary("Everyone's requests");
        group.MapPost("/{id:guid}/approve", ApproveAsync).WithSummary("Approve a pending request; it goes to Overseerr at once");
        group.MapPost("/{id:guid}/deny", DenyAsync).WithSummary("Deny a pending request, saying why");
        group.MapPost("/{id:guid}/retry", RetryAsync).WithSummary("Send a failed request to Overseerr again");
        group.MapPost("/bulk", BulkAsync).WithSummary("Approve, deny or retry many; each succeeds or fails by itself");
        return group;
    }

    private static async Task<Ok<ApiResponse<RequestListResponse>>> ListAsync(
        [AsParameters] RequestListQuery query, [AsParameters] PageQuery page, [FromQuery(Name = "userId")] Guid? userId,
        MediaDbContext database, IOptions<TmdbOptions> images, CancellationToken cancellationToken)
    {
        var requests = userId is null ? database.Requests : database.Requests.Where(request => request.UserId == userId);
        return TypedResults.Ok(ApiResponse.Of(await requests.ListAsync(query, page, images.Value.ImageBaseUrl, cancellationToken)));
    }

    private static Task<Results<Ok<ApiResponse<RequestResponse>>, ApiError>> ApproveAsync(
        Guid id, ClaimsPrincipal user, RequestDesk desk, CancellationToken cancellationToken) =>
        AnswerAsync(desk.DecideAsync(id, user, Decision.Approve, reason: null, cancellationToken));

    private static Task<Results<Ok<ApiResponse<RequestResponse>>, ApiError>> DenyAsync(
        Guid id, DenyRequest body, ClaimsPrincipal user, RequestDesk desk, CancellationToken cancellationToken) =>
        AnswerAsync(desk.DecideAsync(id, user, Decision.Deny, body.Reason, cancellationToken));

    private static Task<Results<Ok<ApiResponse<RequestResponse>>, ApiError>> RetryAsync(
        Guid id, ClaimsPrincipal user, RequestDesk desk, CancellationToken cancellationToken) =>
        AnswerAsync(desk.DecideAsync(id, user, Decision.Retry, reason: null, cancellationToken));

    private static async Task<Ok<ApiResponse<BulkResponse>>> BulkAsync(
        BulkRequest body, ClaimsPrincipal user, IServiceScopeFactory scopes, CancellationToken cancellationToken)
    {
        var decision = body.Action switch { "approve" => Decision.Approve, "deny" => Decision.Deny, _ => Decision.Retry };
        var results = new List<BulkResult>();
        foreach (var id in body.Ids!.Distinct())
        {
            // a scope, and so a DbContext, each: what fails for one must not spill into the next
            await using var scope = scopes.CreateAsyncScope();
            var (request, error) = await scope.ServiceProvider.GetRequiredService<RequestDesk>().DecideAsync(id, user, decision, body.Reason, cancellationToken);
            results.Add(new BulkResult(id, error is null, request?.Status, error?.Code, error?.Message));
        }

        return TypedResults.Ok(ApiResponse.Of(new BulkResponse(results, results.Count(result => result.Success), results.Count(result => !result.Success))));
    }

    private static async Task<Results<Ok<ApiResponse<RequestResponse>>, ApiError>> AnswerAsync(Task<(RequestResponse? Request, ApiError? Error)> decision)
    {
        var (request, error) = await decision;
        return error is null ? TypedResults.Ok(ApiResponse.Of(request!)) : error;
    }
}

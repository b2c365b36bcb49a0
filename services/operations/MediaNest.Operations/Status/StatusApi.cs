using MediaNest.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MediaNest.Operations.Status;

internal static class StatusApi
{
    public static RouteGroupBuilder MapStatus(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1").WithTags("Status").RequireAuthorization();
        group.AddEndpointFilter(async (context, next) =>
        {
            context.HttpContext.Response.Headers.CacheControl = "private, max-age=30";
            return await next(context);
        });

        group.MapGet("/services/status", ListAsync).WithSummary("Every service's status and uptime.");
        group.MapGet("/dashboard/status", ListAsync).WithSummary("The same as GET /services/status.");
        group.MapGet("/services/status/{name}", GetAsync).WithSummary("One service's status and uptime.");
        group.MapGet("/services/{name}/history", GetHistoryAsync).WithSummary("A service's uptime by the hour, and its changes of status.");
        return group;
    }

    private static async Task<Ok<ApiResponse<StatusList>>> ListAsync(StatusReader reader, CancellationToken cancellationToken) =>
        TypedResults.Ok(ApiResponse.Of(await reader.ListAsync(cancellationToken)));

    private static async Task<Results<Ok<ApiResponse<ServiceModel>>, ApiError>> GetAsync(
        string name, StatusReader reader, CancellationToken cancellationToken) =>
        await reader.FindAsync(name, cancellationToken) is { } service
            ? TypedResults.Ok(ApiResponse.Of(service))
            : ApiError.NotFound("No service of that name is watched.");

    private static async Task<Results<Ok<ApiResponse<ServiceHistory>>, ApiError>> GetHistoryAsync(
        string name, [AsParameters] HistoryQuery query, StatusReader reader, CancellationToken cancellationToken) =>
        await reader.FindHistoryAsync(name, query.Length, cancellationToken) is { } history
            ? TypedResults.Ok(ApiResponse.Of(history))
            : ApiError.NotFound("No service of that name is watched.");
}

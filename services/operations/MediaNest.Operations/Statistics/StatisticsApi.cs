using System.Security.Claims;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MediaNest.Operations.Statistics;

internal static class StatisticsApi
{
    public static RouteGroupBuilder MapStatistics(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1").WithTags("Statistics");
        group.MapGet("/dashboard/stats", GetOwnAsync).RequireAuthorization().WithSummary("One's own requests and downloads in figures.");
        group.MapGet("/admin/stats", GetAllAsync).RequireAuthorization(Policies.Admin).WithSummary("Everybody's users, requests and downloads in figures.");
        return group;
    }

    private static async Task<Ok<ApiResponse<OwnStatistics>>> GetOwnAsync(
        ClaimsPrincipal caller, StatisticsReader reader, HttpResponse response, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "private, max-age=300";
        return TypedResults.Ok(ApiResponse.Of(await reader.ReadAsync(caller.UserId(), cancellationToken)));
    }

    private static async Task<Ok<ApiResponse<AdminStatistics>>> GetAllAsync(
        StatisticsReader reader, HttpResponse response, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "private, no-cache";
        return TypedResults.Ok(ApiResponse.Of(await reader.ReadAsync(cancellationToken)));
    }
}

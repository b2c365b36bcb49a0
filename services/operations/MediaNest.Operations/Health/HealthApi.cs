using MediaNest.ServiceDefaults;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MediaNest.Operations.Health;

internal static class HealthApi
{
    public static RouteHandlerBuilder MapSystemHealth(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/health", GetAsync).AllowAnonymous().WithTags("Health")
            .WithSummary("How MediaNest and everything it depends on are, found out by asking them.");

    private static async Task<Ok<ApiResponse<SystemHealth>>> GetAsync(HealthReporter reporter, HttpResponse response, CancellationToken cancellationToken)
    {
        response.Headers.CacheControl = "no-cache";
        return TypedResults.Ok(ApiResponse.Of(await reporter.GetAsync(cancellationToken)));
    }
}

using System.Security.Claims;
using MediaNest.Persistence.Waking;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MediaNest.Operations.Status;

internal static class StatusAdminApi
{
    public static RouteHandlerBuilder MapStatusAdministration(this IEndpointRouteBuilder routes) =>
        routes.MapPost("/api/v1/admin/services/refresh", Refresh)
            .WithTags("Status")
            .RequireAuthorization(Policies.Admin)
            .WithSummary("Has every service looked at now instead of at the next turn; changes are announced as ever.");

    /// <summary>Does not wait for the probes: some take seconds, and what they find is announced to everybody.</summary>
    private static Accepted<ApiResponse<RefreshAccepted>> Refresh(
        ClaimsPrincipal user, WorkSignal<MonitorService> monitor, TimeProvider time, ILogger<MonitorService> logger)
    {
        monitor.Set();
        logger.RefreshAsked(user.UserId());
        return TypedResults.Accepted((string?)null, ApiResponse.Of(new RefreshAccepted(true, time.GetUtcNow())));
    }
}

using MediaNest.Operations.Data;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Identity;
using MediaNest.ServiceDefaults.Paging;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Operations.RateLimits;

internal static class RateLimitsApi
{
    public static RouteHandlerBuilder MapRateLimits(this IEndpointRouteBuilder routes) =>
        routes.MapGet("/api/v1/admin/rate-limits", ListAsync)
            .WithTags("Rate limits")
            .RequireAuthorization(Policies.Admin)
            .WithSummary("Who was refused for asking too often, the latest first, and how often.");

    private static async Task<Ok<ApiResponse<RateLimitViolationList>>> ListAsync(
        [AsParameters] RateLimitQuery query, [AsParameters] PageQuery page, OperationsDbContext database, CancellationToken cancellationToken)
    {
        var found = query.Apply(database.RateLimitViolations.AsNoTracking());
        var byScope = await found.GroupBy(violation => violation.Scope)
            .Select(group => new { Scope = group.Key, Refused = group.Sum(violation => (long)violation.Count), Rows = group.Count() })
            .OrderBy(counted => counted.Scope)
            .ToListAsync(cancellationToken);
        var violations = await found.OrderByDescending(violation => violation.OccurredAt).ThenBy(violation => violation.Id)
            .Skip(page.Skip)
            .Take(page.Size)
            .Select(violation => new RateLimitViolationAnswer(
                violation.Id, violation.Scope, violation.UserId, violation.Address, violation.Limit, violation.WindowSeconds, violation.Count,
                violation.OccurredAt, violation.CorrelationId))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(ApiResponse.Of(new RateLimitViolationList(
            violations,
            byScope.Sum(counted => counted.Refused),
            byScope.ToDictionary(counted => counted.Scope, counted => counted.Refused, StringComparer.Ordinal),
            page.Of(byScope.Sum(counted => counted.Rows)))));
    }
}

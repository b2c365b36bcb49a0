using System.ComponentModel.DataAnnotations;
using MediaNest.Auth.Data;
using MediaNest.Auth.Requests;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Caching;
using MediaNest.ServiceDefaults.Identity;
using MediaNest.ServiceDefaults.Paging;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Auth.Audit;

/// <summary>Which lines.</summary>
internal sealed record AuditQuery(
    Guid? UserId,
    DateTimeOffset? From,
    DateTimeOffset? To,
    [property: StringLength(64)] string? Address,
    [property: RegularExpression("^[a-z-]{1,32}$", ErrorMessage = "An action such as signed-in.")] string? Action);

/// <summary>A line of the audit log.</summary>
internal sealed record AuditItem(
    Guid Id, DateTimeOffset At, AuditAction Action, Guid? UserId, Guid? ActorId, string? Address, string? Device, string? Detail, string? CorrelationId);

/// <summary>A page of the audit log, the latest first.</summary>
internal sealed record AuditPage(IReadOnlyList<AuditItem> Items, Pagination Pagination);

/// <summary>The audit log, for administrators.</summary>
internal static class AuditApi
{
    private static readonly Dictionary<string, AuditAction> Actions =
        Enum.GetValues<AuditAction>().ToDictionary(action => System.Text.Json.JsonNamingPolicy.KebabCaseLower.ConvertName(action.ToString()), StringComparer.Ordinal);

    public static RouteGroupBuilder MapAudit(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/admin/audit-log").WithTags("admin").NoStore().RequireLiveSession(orApiKey: true);
        group.RequireAuthorization(Policies.Admin);
        group.MapGet("", ListAsync).WithSummary("Lists sign-ins, failures, role changes and the like, with address and device.");
        return group;
    }

    private static async Task<Results<Ok<ApiResponse<AuditPage>>, ApiError>> ListAsync(
        [AsParameters] AuditQuery query, [AsParameters] PageQuery page, AuthDbContext db, CancellationToken cancellationToken)
    {
        var entries = db.AuditEntries.AsNoTracking();
        if (query.Action is { } name)
        {
            if (!Actions.TryGetValue(name, out var action))
            {
                return ApiError.Validation("action", $"One of {string.Join(", ", Actions.Keys)}.");
            }

            entries = entries.Where(entry => entry.Action == action);
        }

        if (query.UserId is { } userId)
        {
            entries = entries.Where(entry => entry.UserId == userId || entry.ActorId == userId);
        }

        if (query.From is { } from)
        {
            var start = from.ToUniversalTime();
            entries = entries.Where(entry => entry.At >= start);
        }

        if (query.To is { } to)
        {
            var end = to.ToUniversalTime();
            entries = entries.Where(entry => entry.At < end);
        }

        if (query.Address?.Replace("\0", "", StringComparison.Ordinal) is { Length: > 0 } address)
        {
            entries = entries.Where(entry => entry.Address == address);
        }

        var total = await entries.CountAsync(cancellationToken);
        var items = await entries.OrderByDescending(entry => entry.At).ThenByDescending(entry => entry.Id).Skip(page.Skip).Take(page.Size)
            .Select(entry => new AuditItem(
                entry.Id, entry.At, entry.Action, entry.UserId, entry.ActorId, entry.Address, entry.Device, entry.Detail, entry.CorrelationId))
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(ApiResponse.Of(new AuditPage(items, page.Of(total))));
    }
}

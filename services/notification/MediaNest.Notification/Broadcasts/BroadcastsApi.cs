using System.ComponentModel.DataAnnotations;
using System.Security.Claims;
using MediaNest.Notification.Notifications;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace MediaNest.Notification.Broadcasts;

/// <summary>What an administrator has to say.</summary>
internal sealed record SendBroadcast(
    [Required, StringLength(StoredNotification.LongestTitle)] string? Title,
    [Required, StringLength(StoredNotification.LongestMessage)] string? Message,
    [AllowedValues(null, Roles.User, Roles.Admin, ErrorMessage = "One of user, admin; absent for everybody.")] string? Role = null);

internal sealed record SentBroadcast(Guid Id);

internal static class BroadcastsApi
{
    public static RouteGroupBuilder MapBroadcasts(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/admin/notifications").WithTags("Broadcasts").RequireAuthorization(Policies.Admin);
        group.MapPost("/broadcast", SendAsync).WithSummary("Tells everybody, or everybody of a role, something; stored, and shown at once to who is connected.");
        return group;
    }

    private static async Task<Accepted<ApiResponse<SentBroadcast>>> SendAsync(
        SendBroadcast request, ClaimsPrincipal caller, BroadcastSender sender, CancellationToken cancellationToken)
    {
        var id = await sender.SendAsync(caller.UserId(), caller.DisplayName(), request.Title!.Trim(), request.Message!.Trim(), request.Role, cancellationToken);
        return TypedResults.Accepted((string?)null, ApiResponse.Of(new SentBroadcast(id)));
    }
}

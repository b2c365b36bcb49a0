using System.Security.Claims;
using MediaNest.Notification.Data;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Caching;
using MediaNest.ServiceDefaults.Identity;
using MediaNest.ServiceDefaults.Paging;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Notification.Notifications;

internal static class NotificationsApi
{
    public static RouteGroupBuilder MapNotifications(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1").WithTags("Notifications").RequireAuthorization().NoStore();
        group.MapGet("/notifications", ListAsync).WithSummary("One's own notifications, newest first.");
        group.MapGet("/dashboard/notifications", ListAsync).WithSummary("The same as GET /notifications.");
        group.MapPost("/notifications/{id}/read", ReadAsync).WithSummary("Marks a notification as read; again changes nothing.");
        group.MapPost("/notifications/read-all", ReadAllAsync).WithSummary("Marks all of one's notifications as read.");
        group.MapDelete("/notifications/{id}", DeleteAsync).WithSummary("Deletes a notification.");
        return group;
    }

    private static async Task<Ok<ApiResponse<NotificationPage>>> ListAsync(
        [AsParameters] NotificationQuery query,
        [AsParameters] PageQuery page,
        ClaimsPrincipal caller,
        NotificationDbContext database,
        CancellationToken cancellationToken)
    {
        var userId = caller.UserId();
        var own = database.Notifications.AsNoTracking().Where(notification => notification.UserId == userId);
        var unreadCount = await own.CountAsync(notification => notification.ReadAt == null, cancellationToken);
        var wanted = query.Unread is { } unread ? own.Where(notification => notification.ReadAt == null == unread) : own;
        var total = query.Unread is true ? unreadCount : await wanted.CountAsync(cancellationToken);
        var items = await wanted
            .OrderByDescending(notification => notification.CreatedAt).ThenByDescending(notification => notification.Id)
            .Skip(page.Skip).Take(page.Size)
            .ToListAsync(cancellationToken);
        return TypedResults.Ok(ApiResponse.Of(new NotificationPage([.. items.Select(item => item.AsModel())], unreadCount, page.Of(total))));
    }

    private static async Task<Results<Ok<ApiResponse<NotificationModel>>, ApiError>> ReadAsync(
        Guid id, ClaimsPrincipal caller, NotificationReading reading, CancellationToken cancellationToken) =>
        await reading.ReadAsync(caller.UserId(), id, bySocket: null, cancellationToken) is { } notification
            ? TypedResults.Ok(ApiResponse.Of(notification.AsModel()))
            : ApiError.NotFound();

    private static async Task<Ok<ApiResponse<ReadAllResult>>> ReadAllAsync(
        ClaimsPrincipal caller, NotificationReading reading, CancellationToken cancellationToken) =>
        TypedResults.Ok(ApiResponse.Of(new ReadAllResult(await reading.ReadAllAsync(caller.UserId(), bySocket: null, cancellationToken))));

    private static async Task<Results<Ok<ApiResponse<DeletedNotification>>, ApiError>> DeleteAsync(
        Guid id, ClaimsPrincipal caller, NotificationDbContext database, CancellationToken cancellationToken)
    {
        var userId = caller.UserId();
        var deleted = await database.Notifications
            .Where(notification => notification.Id == id && notification.UserId == userId)
            .ExecuteDeleteAsync(cancellationToken);
        return deleted == 0 ? ApiError.NotFound() : TypedResults.Ok(ApiResponse.Of(new DeletedNotification(id)));
    }
}

using System.Security.Claims;
using MediaNest.Notification.Data;
using MediaNest.ServiceDefaults;
using MediaNest.ServiceDefaults.Caching;
using MediaNest.ServiceDefaults.Identity;
using MediaNest.ServiceDefaults.Paging;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.EntityFrameworkCore;

namespace MediaNest.Notification.Webhooks;

/// <summary>One's own webhooks; another's are not there.</summary>
internal static class WebhooksApi
{
    public static RouteGroupBuilder MapWebhooks(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/api/v1/notifications/webhooks").WithTags("Webhooks").RequireAuthorization().NoStore();
        group.MapGet("", ListAsync).WithSummary("One's own webhooks, the oldest first.");
        group.MapPost("", CreateAsync).WithSummary("Adds a webhook; a secret that is made for it is shown in this answer alone.");
        group.MapGet("/{id}", GetAsync).WithSummary("One of one's own webhooks.");
        group.MapPut("/{id}", UpdateAsync).WithSummary("Changes a webhook; with enabled: true also switches one on again that failed too often.");
        group.MapDelete("/{id}", DeleteAsync).WithSummary("Deletes a webhook and its log.");
        group.MapGet("/{id}/deliveries", LogAsync).WithSummary("What was sent to a webhook and what came of it, newest first.");
        group.MapPost("/{id}/test", TestAsync).WithSummary("Sends a test, once; the log tells what came of it.");
        return group;
    }

    private static async Task<Ok<ApiResponse<WebhookPage>>> ListAsync(
        [AsParameters] PageQuery page, ClaimsPrincipal caller, NotificationDbContext database, CancellationToken cancellationToken)
    {
        var own = database.Webhooks.AsNoTracking().OwnedBy(caller);
        var total = await own.CountAsync(cancellationToken);
        var items = await own.OrderBy(webhook => webhook.CreatedAt).ThenBy(webhook => webhook.Id).Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        return TypedResults.Ok(ApiResponse.Of(new WebhookPage([.. items.Select(item => item.AsModel())], page.Of(total))));
    }

    private static async Task<Results<Created<ApiResponse<WebhookModel>>, ApiError>> CreateAsync(
        CreateWebhook request, ClaimsPrincipal caller, WebhookDesk desk, CancellationToken cancellationToken)
    {
        var (webhook, secret, error) = await desk.CreateAsync(caller.UserId(), request, cancellationToken);
        return webhook is null ? error! : TypedResults.Created($"/api/v1/notifications/webhooks/{webhook.Id}", ApiResponse.Of(webhook.AsModel(secret)));
    }

    private static async Task<Results<Ok<ApiResponse<WebhookModel>>, ApiError>> GetAsync(
        Guid id, ClaimsPrincipal caller, NotificationDbContext database, CancellationToken cancellationToken) =>
        await database.Webhooks.AsNoTracking().OwnedBy(caller).SingleOrDefaultAsync(webhook => webhook.Id == id, cancellationToken) is { } webhook
            ? TypedResults.Ok(ApiResponse.Of(webhook.AsModel()))
            : ApiError.NotFound();

    private static async Task<Results<Ok<ApiResponse<WebhookModel>>, ApiError>> UpdateAsync(
        Guid id, UpdateWebhook request, ClaimsPrincipal caller, WebhookDesk desk, CancellationToken cancellationToken)
    {
        var (webhook, secret, error) = await desk.UpdateAsync(caller.UserId(), id, request, cancellationToken);
        return webhook is null ? error! : TypedResults.Ok(ApiResponse.Of(webhook.AsModel(secret)));
    }

    private static async Task<Results<Ok<ApiResponse<DeletedWebhook>>, ApiError>> DeleteAsync(
        Guid id, ClaimsPrincipal caller, NotificationDbContext database, CancellationToken cancellationToken) =>
        await database.Webhooks.OwnedBy(caller).Where(webhook => webhook.Id == id).ExecuteDeleteAsync(cancellationToken) == 0
            ? ApiError.NotFound()
            : TypedResults.Ok(ApiResponse.Of(new DeletedWebhook(id)));

    private static async Task<Results<Ok<ApiResponse<DeliveryPage>>, ApiError>> LogAsync(
        Guid id, [AsParameters] PageQuery page, ClaimsPrincipal caller, NotificationDbContext database, CancellationToken cancellationToken)
    {
        if (!await database.Webhooks.OwnedBy(caller).AnyAsync(webhook => webhook.Id == id, cancellationToken))
        {
            return ApiError.NotFound();
        }

        var all = database.Deliveries.AsNoTracking().Where(delivery => delivery.WebhookId == id);
        var total = await all.CountAsync(cancellationToken);
        var items = await all.OrderByDescending(delivery => delivery.CreatedAt).ThenByDescending(delivery => delivery.Id).Skip(page.Skip).Take(page.Size).ToListAsync(cancellationToken);
        var ids = items.ConvertAll(item => item.Id);
        var attempts = (await database.DeliveryAttempts.AsNoTracking().Where(attempt => ids.Contains(attempt.DeliveryId)).ToListAsync(cancellationToken))
            .ToLookup(attempt => attempt.DeliveryId);
        return TypedResults.Ok(ApiResponse.Of(new DeliveryPage([.. items.Select(item => item.AsModel(attempts[item.Id]))], page.Of(total))));
    }

    private static async Task<Results<Accepted<ApiResponse<DeliveryModel>>, ApiError>> TestAsync(
        Guid id, ClaimsPrincipal caller, WebhookDesk desk, CancellationToken cancellationToken) =>
        await desk.TestAsync(caller.UserId(), id, cancellationToken) is { } delivery
            ? TypedResults.Accepted($"/api/v1/notifications/webhooks/{id}/deliveries", ApiResponse.Of(delivery.AsModel([])))
            : ApiError.NotFound();

    private static IQueryable<Webhook> OwnedBy(this IQueryable<Webhook> webhooks, ClaimsPrincipal caller)
    {
        var userId = caller.UserId();
        return webhooks.Where(webhook => webhook.UserId == userId);
    }
}

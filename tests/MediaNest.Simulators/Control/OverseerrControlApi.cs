using MediaNest.Simulators.Overseerr;
using MediaNest.Simulators.Webhooks;

namespace MediaNest.Simulators.Control;

/// <summary>/control/overseerr: what an administrator, a downloader or the weather does to requests.</summary>
internal static class OverseerrControlApi
{
    public static void MapOverseerrControl(this RouteGroupBuilder routes)
    {
        var group = routes.MapGroup("/overseerr");
        group.MapGet("/requests", (OverseerrStore store) => Results.Json(store.List().Select(request => OverseerrJson.Request(request, store))));
        group.MapPost("/requests/{id:int}/complete", Complete);
        group.MapPost("/requests/{id:int}/approve", (int id, OverseerrStore store) => Move(id, store, request => store.Approve(request, OverseerrUser.All[0])));
        group.MapPost("/requests/{id:int}/decline", (int id, OverseerrStore store) => Move(id, store, request => store.Decline(request, OverseerrUser.All[0])));
        group.MapPost("/requests/{id:int}/fail", (int id, OverseerrStore store) => Move(id, store, store.Fail));
        group.MapGet("/webhooks", (WebhookSender sender) => sender.Deliveries());
        group.MapPost("/webhooks/test", SendTest);
    }

    private static IResult Complete(int id, CompleteRequest? options, OverseerrStore store)
    {
        if (store.Find(id) is { } request && options?.Seasons?.FirstOrDefault(season => !request.Seasons.Contains(season)) is > 0 and { } unknown)
        {
            return ControlApi.Bad($"Season {unknown} is not part of request {id}.");
        }

        return Move(id, store, found => store.Complete(found, options?.Seasons, options?.AddToPlex ?? true));
    }

    private static IResult Move(int id, OverseerrStore store, Action<OverseerrRequest> act)
    {
        if (store.Find(id) is not { } request)
        {
            return ControlApi.NotFound($"Overseerr has no request {id}.");
        }

        if (request.Status is RequestStatus.Declined or RequestStatus.Completed)
        {
            return Results.Problem($"Request {id} is {request.Status.ToString().ToLowerInvariant()} already.", statusCode: StatusCodes.Status409Conflict);
        }

        act(request);
        return Results.Json(OverseerrJson.Request(request, store));
    }

    private static IResult SendTest(OverseerrWebhooks webhooks)
    {
        webhooks.SendTest();
        return Results.Accepted();
    }
}

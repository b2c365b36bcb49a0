using MediaNest.Simulators.Calls;
using MediaNest.Simulators.Catalogue;
using MediaNest.Simulators.Faults;
using MediaNest.Simulators.Overseerr;
using MediaNest.Simulators.Pms;
using MediaNest.Simulators.PlexTv;
using MediaNest.Simulators.UptimeKuma;
using MediaNest.Simulators.Webhooks;
using Microsoft.AspNetCore.Http.HttpResults;
using Monitor = MediaNest.Simulators.UptimeKuma.Monitor;

namespace MediaNest.Simulators.Control;

/// <summary>/control: what in the real world people, downloaders and bad luck do.</summary>
internal static class ControlApi
{
    public static void MapControl(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup("/control");
        group.MapPost("/plex/pins/{code}/link", LinkPin);
        group.MapPost("/plex/pins/{code}/expire", (string code, PlexAccounts accounts) => accounts.Expire(code) ? Results.NoContent() : NotFound($"There is no PIN {code}."));
        group.MapPut("/plex/users/{username}", ChangeUser);
        group.MapPost("/plex/items", AddItem);
        group.MapDelete("/plex/items/{mediaType}/{tmdbId:int}", RemoveItem);
        group.MapOverseerrControl();
        group.MapGet("/settings", (SimulatorSettings settings) => View(settings));
        group.MapPut("/settings", ChangeSettings);
        group.MapGet("/faults", (FaultStore faults) => TypedResults.Ok(faults.All()));
        group.MapPut("/faults/{system}", SetFault);
        group.MapDelete("/faults/{system}", ClearFault);
        group.MapPut("/uptime-kuma/{monitor}", SetMonitor);
        group.MapGet("/calls", (string? system, CallLog calls) => TypedResults.Ok(calls.List(system)));
        group.MapDelete("/calls", ClearCalls);
        group.MapPost("/reset", Reset);
    }

    public static ProblemHttpResult NotFound(string message) => TypedResults.Problem(message, statusCode: StatusCodes.Status404NotFound);

    public static ProblemHttpResult Bad(string message) => TypedResults.Problem(message, statusCode: StatusCodes.Status400BadRequest);

    private static IResult LinkPin(string code, LinkPin link, PlexAccounts accounts)
    {
        if (string.IsNullOrWhiteSpace(link.Username) || string.IsNullOrWhiteSpace(link.Email))
        {
            return Bad("username and email are needed.");
        }

        return accounts.Link(code, link.Username, link.Email, link.Owner, link.ServerAccess) is { } user
            ? TypedResults.Ok(View(user, accounts))
            : NotFound($"There is no PIN with the code {code}, or it has expired.");
    }

    private static IResult ChangeUser(string username, ChangePlexUser change, PlexAccounts accounts)
    {
        TokenState? state = null;
        if (change.TokenState is not null)
        {
            if (!Enum.TryParse<TokenState>(change.TokenState, ignoreCase: true, out var parsed))
            {
                return Bad("tokenState is one of valid, expired, revoked.");
            }

            state = parsed;
        }

        return accounts.Change(username, state, change.ServerAccess) is { } user
            ? TypedResults.Ok(View(user, accounts))
            : NotFound($"There is no account {username}.");
    }

    private static IResult AddItem(AddPlexItem item, TitleCatalogue catalogue, PlexLibrary library)
    {
        if (MediaTypes.Parse(item.MediaType) is not { } type)
        {
            return Bad("mediaType is movie or tv.");
        }

        if (catalogue.Find(type, item.TmdbId) is not { } title)
        {
            return NotFound($"The catalogue has no {item.MediaType} {item.TmdbId}.");
        }

        var added = library.Add(title, item.Seasons);
        return TypedResults.Ok(new
        {
            ratingKey = added.RatingKey,
            tmdbId = title.TmdbId,
            mediaType = title.Type.Text(),
            title = title.Name,
            seasons = added.SeasonsAdded.Keys.Order(),
            addedAt = added.AddedAt,
        });
    }

    private static IResult RemoveItem(string mediaType, int tmdbId, PlexLibrary library) =>
        MediaTypes.Parse(mediaType) is { } type && library.Remove(new TitleKey(type, tmdbId))
            ? TypedResults.NoContent()
            : NotFound($"There is no {mediaType} {tmdbId} in Plex.");

    private static IResult ChangeSettings(ControlSettings change, SimulatorSettings settings)
    {
        if (change.AutoCompleteAfterSeconds is < 0)
        {
            return Bad("autoCompleteAfterSeconds is 0 (never) or more.");
        }

        var current = settings.Current;
        settings.Current = new SimulatorSettings.Settings
        {
            AutoCompleteAfterSeconds = change.AutoCompleteAfterSeconds ?? current.AutoCompleteAfterSeconds,
            WebhookUrl = change.WebhookUrl ?? current.WebhookUrl,
            WebhookAuthorization = change.WebhookAuthorization ?? current.WebhookAuthorization,
            UptimeKumaWebhookUrl = change.UptimeKumaWebhookUrl ?? current.UptimeKumaWebhookUrl,
        };
        return View(settings);
    }

    private static Ok<ControlSettings> View(SimulatorSettings settings) => TypedResults.Ok(new ControlSettings
    {
        AutoCompleteAfterSeconds = settings.Current.AutoCompleteAfterSeconds,
        WebhookUrl = settings.Current.WebhookUrl,
        UptimeKumaWebhookUrl = settings.Current.UptimeKumaWebhookUrl,
    });

    private static IResult SetFault(string system, Fault fault, FaultStore faults)
    {
        if (!Systems.All.Contains(system))
        {
            return NotFound($"There is no system {system}; there are {string.Join(", ", Systems.All)}.");
        }

        if (fault.ErrorRate is < 0 or > 1 || fault.LatencyMs is < 0 || fault.Times is < 1 || fault.RetryAfter is < 0 || fault.Status is < 200 or > 599)
        {
            return Bad("errorRate is 0 to 1, latencyMs and retryAfter 0 or more, times 1 or more, status 200 to 599.");
        }

        faults.Set(system, fault);
        return TypedResults.Ok(fault);
    }

    private static IResult ClearFault(string system, FaultStore faults)
    {
        if (!Systems.All.Contains(system))
        {
            return NotFound($"There is no system {system}.");
        }

        faults.Clear(system);
        return TypedResults.NoContent();
    }

    private static IResult SetMonitor(string monitor, SetMonitor change, MonitorStore monitors)
    {
        var paused = string.Equals(change.Status, "paused", StringComparison.OrdinalIgnoreCase);
        MonitorStatus? status = null;
        if (change.Status is not null && !paused)
        {
            if (!Enum.TryParse<MonitorStatus>(change.Status, ignoreCase: true, out var parsed) || !Enum.IsDefined(parsed))
            {
                return Bad("status is one of up, down, pending, maintenance, paused.");
            }

            status = parsed;
        }

        return TypedResults.Ok(View(monitors.Beat(monitor, status, paused, change.Ping)));
    }

    private static object View(Monitor monitor) => new
    {
        id = monitor.Id,
        name = monitor.Name,
        status = monitor.Paused ? "paused" : monitor.Latest.Status.ToString().ToLowerInvariant(),
        ping = monitor.Latest.Ping,
    };

    private static object View(PlexUser user, PlexAccounts accounts) => new
    {
        id = user.Id,
        uuid = user.Uuid,
        username = user.Username,
        email = user.Email,
        owner = user == accounts.Owner,
        serverAccess = user.ServerAccess,
    };

    private static NoContent ClearCalls(CallLog calls)
    {
        calls.Clear();
        return TypedResults.NoContent();
    }

    private static NoContent Reset(
        PlexAccounts accounts,
        PlexLibrary library,
        OverseerrStore requests,
        MonitorStore monitors,
        FaultStore faults,
        CallLog calls,
        SimulatorSettings settings,
        WebhookSender webhooks)
    {
        settings.Reset();
        faults.ClearAll();
        requests.Reset();
        library.Reset();
        accounts.Reset();
        monitors.Reset();
        webhooks.Clear();
        calls.Clear();
        return TypedResults.NoContent();
    }
}

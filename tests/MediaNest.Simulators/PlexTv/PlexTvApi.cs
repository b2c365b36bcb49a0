using System.Text.Json.Nodes;
using MediaNest.Simulators.Pms;
using Microsoft.Extensions.Options;

namespace MediaNest.Simulators.PlexTv;

/// <summary>plex.tv: PINs, the account, its servers, and who may use the server.</summary>
internal static class PlexTvApi
{
    private const int UnknownCode = 1020;

    public static void MapPlexTv(this IEndpointRouteBuilder routes)
    {
        var group = routes.MapGroup($"/{Systems.PlexTv}");
        group.MapPost("/api/v2/pins", CreatePin);
        group.MapGet("/api/v2/pins/{id:int}", GetPin);
        group.MapGet("/api/v2/user", GetUser);
        group.MapGet("/api/v2/resources", GetResources);
        group.MapGet("/api/users", GetFriends);
        group.MapGet("/library/sections/watchlist/all", GetWatchlist);
        group.MapFallback("{**path}", (HttpRequest request) => Error(request, 404, 1002, "Not found"));
    }

    private static IResult CreatePin(HttpRequest request, PlexAccounts accounts)
    {
        if (ClientIdentifier(request) is not { } client)
        {
            return Error(request, 400, 1000, "X-Plex-Client-Identifier is missing");
        }

        var strong = string.Equals(request.Query["strong"], "true", StringComparison.OrdinalIgnoreCase) || request.Query["strong"] == "1";
        var pin = accounts.CreatePin(strong, client, request.PlexValue("X-Plex-Product") ?? "");
        return PinResult(request, pin, pin.ExpiresIn, StatusCodes.Status201Created);
    }

    private static IResult GetPin(int id, HttpRequest request, PlexAccounts accounts, TimeProvider time)
    {
        if (ClientIdentifier(request) is not { } client)
        {
            return Error(request, 400, 1000, "X-Plex-Client-Identifier is missing");
        }

        return accounts.FindPin(id, client) is { } pin
            ? PinResult(request, pin, (int)(pin.ExpiresAt - time.GetUtcNow()).TotalSeconds, StatusCodes.Status200OK)
            : Error(request, 404, UnknownCode, "Code not found or expired");
    }

    private static IResult GetUser(HttpRequest request, PlexAccounts accounts)
    {
        if (Refusal(request, accounts, out var user) is { } refusal)
        {
            return refusal;
        }

        if (!PlexRequest.WantsJson(request))
        {
            return new PlexResult(new PlexNode("user")
                .With("id", user.Id).With("uuid", user.Uuid).With("username", user.Username).With("title", user.Username)
                .With("email", user.Email).With("friendlyName", "").With("authToken", user.Token));
        }

        return Results.Json(new JsonObject
        {
            ["id"] = user.Id,
            ["uuid"] = user.Uuid,
            ["username"] = user.Username,
            ["title"] = user.Username,
            ["email"] = user.Email,
            ["friendlyName"] = "",
            ["locale"] = null,
            ["confirmed"] = true,
            ["emailOnlyAuth"] = false,
            ["hasPassword"] = true,
            ["protected"] = false,
            ["thumb"] = $"{request.Scheme}://{request.Host}/{Systems.PlexTv}/users/{user.Uuid}/avatar?c=1",
            ["authToken"] = user.Token,
            ["home"] = false,
            ["guest"] = false,
            ["restricted"] = false,
            ["twoFactorEnabled"] = false,
            ["subscription"] = new JsonObject { ["active"] = true, ["status"] = "Active", ["plan"] = "lifetime" },
        });
    }

    private static IResult GetResources(HttpRequest request, PlexAccounts accounts, IOptions<SimulatorOptions> options)
    {
        if (Refusal(request, accounts, out var user) is { } refusal)
        {
            return refusal;
        }

        var server = options.Value.Plex;
        var devices = new JsonArray();
        if (user.ServerAccess)
        {
            var uri = $"{request.Scheme}://{request.Host}/{Systems.Pms}";
            devices.Add(new JsonObject
            {
                ["name"] = server.ServerName,
                ["product"] = "Plex Media Server",
                ["productVersion"] = PmsApi.Version,
                ["platform"] = "Linux",
                ["platformVersion"] = "12 (bookworm)",
                ["device"] = "PC",
                ["clientIdentifier"] = server.MachineIdentifier,
                ["createdAt"] = "2022-03-01T10:00:00Z",
                ["lastSeenAt"] = "2026-01-01T10:00:00Z",
                ["provides"] = "server",
                ["ownerId"] = user == accounts.Owner ? null : accounts.Owner.Id,
                ["sourceTitle"] = user == accounts.Owner ? null : accounts.Owner.Username,
                ["owned"] = user == accounts.Owner,
                ["accessToken"] = user.ServerToken,
                ["home"] = false,
                ["synced"] = false,
                ["relay"] = false,
                ["presence"] = true,
                ["httpsRequired"] = false,
                ["publicAddressMatches"] = true,
                ["connections"] = new JsonArray(new JsonObject
                {
                    ["protocol"] = request.Scheme,
                    ["address"] = request.Host.Host,
                    ["port"] = request.Host.Port ?? 80,
                    ["uri"] = uri,
                    ["local"] = true,
                    ["relay"] = false,
                    ["IPv6"] = false,
                }),
            });
        }

        devices.Add(new JsonObject
        {
            ["name"] = "Living room",
            ["product"] = "Plex for Android (TV)",
            ["clientIdentifier"] = "sim-android-tv-0001",
            ["provides"] = "player,pubsub-player,controller",
            ["owned"] = true,
            ["accessToken"] = null,
            ["presence"] = false,
            ["connections"] = new JsonArray(),
        });
        return Results.Json(devices);
    }

    /// <summary>Whom the token's account shares its server with. XML only, and the owner is not in it.</summary>
    private static IResult GetFriends(HttpRequest request, PlexAccounts accounts, IOptions<SimulatorOptions> options)
    {
        if (Refusal(request, accounts, out var asking) is { } refusal)
        {
            return refusal;
        }

        var server = options.Value.Plex;
        var friends = asking == accounts.Owner ? accounts.Users().Where(user => user != accounts.Owner).ToList() : [];
        var root = new PlexNode("MediaContainer")
            .With("friendlyName", "myPlex").With("identifier", "com.plexapp.plugins.myplex")
            .With("machineIdentifier", "sim-plex-tv").With("totalSize", friends.Count).With("size", friends.Count);
        foreach (var friend in friends)
        {
            var node = new PlexNode("User")
                .With("id", friend.Id).With("title", friend.Username).With("username", friend.Username).With("email", friend.Email)
                .With("home", false).With("restricted", false).With("protected", false);
            if (friend.ServerAccess)
            {
                node.Add(new PlexNode("Server")
                    .With("id", friend.Id + 900_000).With("serverId", 12_345_678).With("machineIdentifier", server.MachineIdentifier)
                    .With("name", server.ServerName).With("numLibraries", 3).With("allLibraries", true).With("owned", false).With("pending", false));
            }

            root.Add(node);
        }

        return Results.Bytes(root.ToXml(), "application/xml; charset=utf-8");
    }

    private static IResult GetWatchlist(HttpRequest request, PlexAccounts accounts, PlexLibrary library, IOptions<SimulatorOptions> options)
    {
        if (Refusal(request, accounts, out _) is { } refusal)
        {
            return refusal;
        }

        var wanted = library.Missing().Take(10).ToList();
        return new PlexResult(PmsAnswers.Page(request, wanted, title => PmsAnswers.Watchlisted(title))
            .With("librarySectionID", "watchlist").With("identifier", "tv.plex.provider.discover").With("machineIdentifier", options.Value.Plex.MachineIdentifier));
    }

    private static string? ClientIdentifier(HttpRequest request) => request.PlexValue("X-Plex-Client-Identifier");

    private static IResult? Refusal(HttpRequest request, PlexAccounts accounts, out PlexUser user)
    {
        var found = accounts.FindByToken(request.PlexValue("X-Plex-Token"));
        user = found!;
        return found switch
        {
            null or { TokenState: TokenState.Revoked } => Error(request, 401, 1001, "User could not be authenticated"),
            { TokenState: TokenState.Expired } => Error(request, 498, 1001, "Token has expired"),
            _ => null,
        };
    }

    private static IResult PinResult(HttpRequest request, PlexPin pin, int expiresIn, int status)
    {
        if (!PlexRequest.WantsJson(request))
        {
            return new PlexResult(
                new PlexNode("pin")
                    .With("id", pin.Id).With("code", pin.Code).With("product", pin.Product).With("trusted", false)
                    .With("clientIdentifier", pin.ClientIdentifier).With("expiresIn", expiresIn)
                    .With("createdAt", Text(pin.CreatedAt)).With("expiresAt", Text(pin.ExpiresAt)).With("authToken", pin.AuthToken ?? ""),
                status);
        }

        return Results.Json(
            new JsonObject
            {
                ["id"] = pin.Id,
                ["code"] = pin.Code,
                ["product"] = pin.Product,
                ["trusted"] = false,
                ["qr"] = $"https://plex.tv/api/v2/pins/qr/{pin.Code}",
                ["clientIdentifier"] = pin.ClientIdentifier,
                ["location"] = new JsonObject { ["code"] = "GB", ["european_union_member"] = false, ["country"] = "United Kingdom", ["city"] = "London" },
                ["expiresIn"] = expiresIn,
                ["createdAt"] = Text(pin.CreatedAt),
                ["expiresAt"] = Text(pin.ExpiresAt),
                ["authToken"] = pin.AuthToken,
                ["newRegistration"] = null,
            },
            statusCode: status);
    }

    private static string Text(DateTimeOffset time) => time.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", System.Globalization.CultureInfo.InvariantCulture);

    private static IResult Error(HttpRequest request, int status, int code, string message) => PlexRequest.WantsJson(request)
        ? Results.Json(
            new JsonObject { ["errors"] = new JsonArray(new JsonObject { ["code"] = code, ["message"] = message, ["status"] = status }) },
            statusCode: status)
        : new PlexResult(new PlexNode("errors").Add(new PlexNode("error").With("code", code).With("message", message).With("status", status)), status);
}

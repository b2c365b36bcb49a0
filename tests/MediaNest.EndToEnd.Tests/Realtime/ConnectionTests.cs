using System.Text.Json.Nodes;
using MediaNest.EndToEnd.Tests.Running;

namespace MediaNest.EndToEnd.Tests.Realtime;

/// <summary>The npm package socket.io-client, unmodified, gets in through the gateway, by every transport, with a token from every place, and only where it may.</summary>
public sealed class ConnectionTests(RunningMediaNest mediaNest, NodeSockets sockets)
{
    private static readonly string[] All = ["/", "/authenticated", "/media", "/system", "/admin"];

    [Theory]
    [InlineData("polling", "[\"polling\"]")]
    [InlineData("websocket", "[\"websocket\"]")]
    public async Task OneTransportIsEnough(string transport, string transports)
    {
        var user = await mediaNest.SignInWithPlexAsync("socket-" + transport);

        await using var socket = await OpenAsync("/media", user.Token, new JsonObject { ["transports"] = JsonNode.Parse(transports) });

        (await socket.ConnectsAsync())["transport"]!.GetValue<string>().ShouldBe(transport);
        var established = (await socket.ReceivesAsync("connection:established")).Payload;
        established.GetProperty("socketId").GetString().ShouldBe((await socket.StateAsync())["id"]!.GetValue<string>());
        established.GetProperty("user").GetProperty("name").GetString().ShouldBe("socket-" + transport);
        established.GetProperty("user").GetProperty("role").GetString().ShouldBe("user");
    }

    [Fact]
    public async Task AClientWithoutOptionsStartsByPollingAndUpgrades()
    {
        var user = await mediaNest.SignInWithPlexAsync("socket-upgrade");

        await using var socket = await OpenAsync("/media", user.Token);

        (await socket.HappensAsync("upgrade"))["transport"]!.GetValue<string>().ShouldBe("websocket");
        (await socket.StateAsync())["transport"]!.GetValue<string>().ShouldBe("websocket");
        await socket.ReceivesAsync("connection:established");
    }

    [Theory]
    [InlineData("polling")]
    [InlineData("websocket")]
    public async Task TheTokenIsFoundInEveryPlace(string transport)
    {
        var user = await mediaNest.SignInWithPlexAsync("token-places");
        var places = new Dictionary<string, JsonObject>(StringComparer.Ordinal)
        {
            ["auth"] = new() { ["auth"] = new JsonObject { ["token"] = user.Token } },
            ["header"] = new() { ["extraHeaders"] = new JsonObject { ["Authorization"] = "Bearer " + user.Token } },
            ["cookie"] = new() { ["extraHeaders"] = new JsonObject { ["Cookie"] = "token=" + user.Token } },
            ["query"] = new() { ["query"] = new JsonObject { ["token"] = user.Token } },
        };
        foreach (var (place, options) in places)
        {
            options["transports"] = new JsonArray(transport);

            await using var socket = await OpenAsync("/authenticated", null, options);

            await socket.ConnectsAsync();
            (await socket.ReceivesAsync("connection:established")).Payload.GetProperty("user").GetProperty("name").GetString().ShouldBe("token-places", place);
        }

        mediaNest.Output.ShouldNotContain(line => line.Contains(user.Token!, StringComparison.Ordinal));
    }

    [Fact]
    public async Task WhoDoesNotGetInIsToldWhy()
    {
        var user = await mediaNest.SignInWithPlexAsync("refused");
        var signedOut = await mediaNest.SignInWithPlexAsync("refused");
        (await signedOut.PostAsync("/api/v1/auth/logout")).Status.ShouldBeInRange(200, 204);

        await RefusedAsync("/media", null, "UNAUTHORIZED");
        await RefusedAsync("/media", user.Token + "x", "UNAUTHORIZED");
        await RefusedAsync("/media", signedOut.Token, "SESSION_INVALID");
        await RefusedAsync("/admin", user.Token, "FORBIDDEN");
        await RefusedAsync("/system", user.Token, "FORBIDDEN");
        await using var nowhere = await OpenAsync("/nowhere", user.Token);
        (await nowhere.HappensAsync("connect_error"))["message"]!.GetValue<string>().ShouldBe("Invalid namespace");
    }

    [Fact]
    public async Task AnAdministratorGetsInEverywhereAndAnonymousPeopleWhereItIsPublic()
    {
        foreach (var name in All)
        {
            await using var socket = await OpenAsync(name, mediaNest.Admin.Token);
            await socket.ConnectsAsync();
            (await socket.ReceivesAsync("connection:established")).Payload.GetProperty("user").GetProperty("role").GetString().ShouldBe("admin", name);
        }

        await using var anonymous = await OpenAsync("/", null);
        await anonymous.ConnectsAsync();
        foreach (var name in All[1..])
        {
            await RefusedAsync(name, null, "UNAUTHORIZED");
        }
    }

    [Fact]
    public async Task SeveralNamespacesShareOneConnection()
    {
        var shared = new JsonObject { ["forceNew"] = false, ["query"] = new JsonObject { ["for"] = "sharing" } };

        await using var media = await OpenAsync("/media", mediaNest.Admin.Token, shared);
        await using var admin = await OpenAsync("/admin", mediaNest.Admin.Token, shared);

        await media.ConnectsAsync();
        await admin.ConnectsAsync();
        (await media.ReceivesAsync("connection:established")).Payload.GetProperty("socketId").GetString()
            .ShouldNotBe((await admin.ReceivesAsync("connection:established")).Payload.GetProperty("socketId").GetString());
    }

    private async Task RefusedAsync(string name, string? token, string code)
    {
        await using var socket = await OpenAsync(name, token);
        (await socket.HappensAsync("connect_error"))["data"]!["code"]!.GetValue<string>().ShouldBe(code, name);
    }

    private Task<NodeSocket> OpenAsync(string name, string? token, JsonObject? options = null) =>
        sockets.OpenAsync(mediaNest.Gateway.BaseAddress!, name, token, options);
}

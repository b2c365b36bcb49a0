using System.Text.Json;
using System.Text.Json.Nodes;
using MediaNest.EndToEnd.Tests.Running;
using MediaNest.Testing;
using static MediaNest.EndToEnd.Tests.Realtime.SocketEvents;

namespace MediaNest.EndToEnd.Tests.Realtime;

/// <summary>A token ends while its sockets are open, or away: they are told, come again with a new one, and have missed nothing.</summary>
public sealed class TokenExpiryTests(RunningMediaNest mediaNest, NodeSockets sockets)
{
    private const string RefreshPath = "/api/v1/auth/refresh";

    [Fact]
    public async Task SocketsOfAnExpiredTokenAreToldAndComeBackWithANewOneMissingNothing()
    {
        // tokens as short as may be; and time enough to recover, however slow the machine is
        await using var auth = await Replica.StartAsync(mediaNest, "auth", ("Sessions:AccessTokenLifetime", "00:01:00"));
        await using var notification = await Replica.StartAsync(mediaNest, "notification", ("SocketIO:RecoverySeconds", "3600"));
        await using var gateway = await Replica.StartAsync(
            mediaNest, "gateway", ("services:auth:http:0", auth.Address.AbsoluteUri), ("services:notification:http:0", notification.Address.AbsoluteUri));
        var signedIn = await SignInAsync(gateway.Address);
        var old = signedIn.GetProperty("token").GetString()!;
        await using var told = await OpenAsync(gateway.Address, old);
        await using var away = await OpenAsync(gateway.Address, old, new JsonObject { ["reconnection"] = false });
        var id = (await away.StateAsync())["id"]!.GetValue<string>();
        // recovery counts from an event
        var user = await RefreshAsync(signedIn.GetProperty("rememberToken").GetString()!);
        var before = await user.RequestAsync(await user.FindRequestableAsync("the"));
        await away.ReceivesAsync("request:created", Is(before));
        await away.CutAsync();
        await away.HappensAsync("disconnect");

        (await told.ReceivesAsync("session:revoked", within: TimeSpan.FromMinutes(3))).Payload.GetProperty("reason").GetString().ShouldBe("token-expired");
        (await told.HappensAsync("disconnect"))["reason"]!.GetValue<string>().ShouldBe("io server disconnect");
        var missed = await user.RequestAsync(await user.FindRequestableAsync("a"));
        await using var witness = await OpenAsync(gateway.Address, user.Token!);
        await Eventually.Async(async () => await KnowsAsync(witness, missed), Eventually.Patience, "the request is known");

        foreach (var socket in new[] { told, away })
        {
            await socket.ConnectAgainAsync();
            (await socket.HappensAsync("connect_error"))["data"]!["code"]!.GetValue<string>().ShouldBe("TOKEN_EXPIRED");
            await socket.ConnectAgainAsync(user.Token);
        }

        // who was away has what it missed, as if nothing had been
        var again = await away.ConnectsAsync(2);
        again["recovered"]!.GetValue<bool>().ShouldBeTrue();
        again["id"]!.GetValue<string>().ShouldBe(id);
        await away.ReceivesAsync("request:created", Is(missed));
        away.ShouldHaveOnce("request:created", Is(before));
        away.ShouldHaveOnce("request:created", Is(missed));
        // who was thrown out begins anew, with the state as it is
        (await told.ConnectsAsync(2))["recovered"]!.GetValue<bool>().ShouldBeFalse();
        (await told.ReceivesAsync("state:sync")).Payload.GetProperty("requests").EnumerateArray().Any(Is(missed)).ShouldBeTrue();
        var after = await user.RequestAsync(await user.FindRequestableAsync("of"));
        await told.ReceivesAsync("request:created", Is(after));
        await away.ReceivesAsync("request:created", Is(after));
    }

    private static async Task<bool> KnowsAsync(NodeSocket socket, string request) =>
        (await socket.AskAsync("state:sync")).GetProperty("data").GetProperty("requests").EnumerateArray().Any(Is(request));

    private async Task<NodeSocket> OpenAsync(Uri gateway, string token, JsonObject? options = null)
    {
        var socket = await sockets.OpenAsync(gateway, "/media", token, options);
        await socket.ConnectsAsync();
        await socket.ReceivesAsync("state:initial");
        return socket;
    }

    private async Task<JsonElement> SignInAsync(Uri gateway)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseCookies = false }) { BaseAddress = gateway };
        var client = new ApiClient(http);
        var pin = (await client.PostAsync("/api/v1/auth/plex/pin", new { clientName = "end-to-end" })).ShouldBe(200).Data;
        await mediaNest.ControlAsync(
            HttpMethod.Post, $"plex/pins/{pin.GetProperty("code").GetString()}/link", new { username = "expiring", email = "expiring@household.example" });
        return (await client.PostAsync("/api/v1/auth/plex/verify", new { pinId = pin.GetProperty("id").GetString(), rememberMe = true })).ShouldBe(200).Data;
    }

    /// <summary>A token that lasts, of the same session.</summary>
    private async Task<ApiClient> RefreshAsync(string refreshToken) => new(
        mediaNest.Gateway, (await mediaNest.Anonymous.PostAsync(RefreshPath, new { refreshToken })).ShouldBe(200).Data.GetProperty("token").GetString());
}

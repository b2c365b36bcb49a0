using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using MediaNest.EndToEnd.Tests.Running;

namespace MediaNest.EndToEnd.Tests.Realtime;

/// <summary>Preferences change by REST and by socket, each without undoing the other, and all of the user's sockets hear of it.</summary>
public sealed class PreferenceTests(RunningMediaNest mediaNest, NodeSockets sockets)
{
    [Fact]
    public async Task ChangesByRestAndBySocketAreBothThereAndToldInEveryNamespace()
    {
        var user = await mediaNest.SignInWithPlexAsync("particular");
        await using var one = await sockets.ConnectAsync(mediaNest.Gateway.BaseAddress!, "/authenticated", user);
        await using var two = await sockets.ConnectAsync(mediaNest.Gateway.BaseAddress!, "/media", user);

        var byRest = user.SendAsync(HttpMethod.Patch, "/api/v1/users/me/preferences", JsonContent.Create(new { theme = "dark" }));
        var bySocket = one.AskAsync("user:preferencesChanged", new JsonObject { ["notifications"] = new JsonObject { ["email"] = true } });

        (await byRest).ShouldBe(200);
        (await bySocket).GetProperty("success").GetBoolean().ShouldBeTrue();
        Both((await user.GetAsync("/api/v1/users/me/preferences")).ShouldBe(200).Data).ShouldBeTrue();
        foreach (var socket in new[] { one, two })
        {
            await socket.ReceivesAsync("preferences:updated", Both);
        }
    }

    private static bool Both(JsonElement preferences) =>
        preferences.GetProperty("theme").GetString() == "dark" && preferences.GetProperty("notifications").GetProperty("email").GetBoolean();
}

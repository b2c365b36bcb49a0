using System.Text.Json;
using System.Text.Json.Nodes;
using MediaNest.EndToEnd.Tests.Running;

namespace MediaNest.EndToEnd.Tests.Realtime;

/// <summary>Every command is answered, and what is none is answered too: with text or bytes, over either transport.</summary>
public sealed class AcknowledgementTests(RunningMediaNest mediaNest, NodeSockets sockets)
{
    [Theory]
    [InlineData("polling")]
    [InlineData("websocket")]
    public async Task CommandsAreAcknowledged(string transport)
    {
        var user = await mediaNest.SignInWithPlexAsync("acknowledged");
        await using var socket = await ConnectAsync("/media", user, transport);

        (await socket.AskAsync("ping")).ShouldSucceed();
        (await socket.AskAsync("status:get")).ShouldSucceed();
        (await socket.AskAsync("state:sync")).ShouldSucceed().GetProperty("data").TryGetProperty("requests", out _).ShouldBeTrue();
        (await socket.AskAsync("notifications:history", new JsonObject { ["limit"] = 5 })).ShouldSucceed();
        (await socket.AskAsync("admin:users-connected")).GetProperty("success").GetBoolean().ShouldBeFalse();
    }

    [Theory]
    [InlineData("polling")]
    [InlineData("websocket")]
    public async Task BytesThatNobodyAskedForAreAnInvalidEventAndNoMore(string transport)
    {
        var user = await mediaNest.SignInWithPlexAsync("binary");
        await using var socket = await ConnectAsync("/media", user, transport);
        var bytes = new JsonObject { ["$binary"] = Convert.ToBase64String(new byte[100_000]) };

        (await socket.AskAsync("upload", bytes, new JsonObject { ["nested"] = bytes.DeepClone() })).ShouldFailWith("INVALID_EVENT");
        (await socket.AskAsync("request:refresh", bytes)).ShouldFailWith("INVALID_EVENT");
        (await socket.ReceivesAsync("error")).Payload.GetProperty("code").GetString().ShouldBe("INVALID_EVENT");

        (await socket.AskAsync("ping")).ShouldSucceed();
        (await socket.StateAsync())["connected"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task AnAdministratorSpeaksToEverybody()
    {
        var user = await mediaNest.SignInWithPlexAsync("listener");
        await using var listener = await ConnectAsync("/authenticated", user, "polling");
        await using var admin = await ConnectAsync("/admin", mediaNest.Admin, "websocket");

        (await admin.AskAsync("admin:broadcast", new JsonObject { ["title"] = "Tonight", ["message"] = "We are away from ten to eleven." })).ShouldSucceed();

        var message = (await listener.ReceivesAsync("admin:broadcast:message")).Payload;
        message.GetProperty("title").GetString().ShouldBe("Tonight");
        message.GetProperty("message").GetString().ShouldBe("We are away from ten to eleven.");
    }

    private Task<NodeSocket> ConnectAsync(string name, ApiClient user, string transport) =>
        sockets.ConnectAsync(mediaNest.Gateway.BaseAddress!, name, user, new JsonObject { ["transports"] = new JsonArray(transport) });
}

internal static class Acknowledgements
{
    public static JsonElement ShouldSucceed(this JsonElement answer)
    {
        answer.GetProperty("success").GetBoolean().ShouldBeTrue(answer.GetRawText());
        return answer;
    }

    public static void ShouldFailWith(this JsonElement answer, string code)
    {
        answer.GetProperty("success").GetBoolean().ShouldBeFalse(answer.GetRawText());
        answer.GetProperty("error").GetProperty("code").GetString().ShouldBe(code, answer.GetRawText());
    }
}

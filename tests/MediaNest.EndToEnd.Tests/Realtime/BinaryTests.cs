using System.Text.Json.Nodes;
using MediaNest.EndToEnd.Tests.Running;

namespace MediaNest.EndToEnd.Tests.Realtime;

/// <summary>MediaNest has no binary event; whoever has one sends it through the same gateway, both ways and by every transport.</summary>
public sealed class BinaryTests(RunningMediaNest mediaNest, NodeSockets sockets)
{
    [Theory]
    [InlineData("polling")]
    [InlineData("websocket")]
    public async Task BinaryGoesBothWaysThroughTheGateway(string transport)
    {
        await using var host = await SocketHost.StartAsync();
        await using var gateway = await Replica.StartAsync(mediaNest, "gateway", ("services:notification:http:0", host.Address.AbsoluteUri));
        var options = new JsonObject { ["transports"] = new JsonArray(transport) };
        await using var sender = await sockets.OpenAsync(gateway.Address, "/", null, options);
        await using var receiver = await sockets.OpenAsync(gateway.Address, "/", null, options);
        await sender.ConnectsAsync();
        await receiver.ConnectsAsync();
        var bytes = Convert.ToBase64String([.. Enumerable.Range(0, 70_000).Select(i => (byte)(i * 31))]);
        static JsonObject Binary(string base64) => new() { ["$binary"] = base64 };

        var echo = await sender.AskAsync("echo", new JsonObject { ["name"] = "cover", ["parts"] = new JsonArray(Binary(bytes), Binary("AAEC"), Binary("")) });
        echo.GetProperty("name").GetString().ShouldBe("cover");
        echo.GetProperty("parts").EnumerateArray().Select(part => part.GetProperty("$binary").GetString()).ShouldBe([bytes, "AAEC", ""]);

        await sender.AskAsync("say", Binary(bytes), "between", Binary("/w=="));
        foreach (var socket in new[] { sender, receiver })
        {
            var said = await socket.ReceivesAsync("said");
            said.Arguments[0].GetProperty("$binary").GetString().ShouldBe(bytes);
            said.Arguments[1].GetString().ShouldBe("between");
            said.Arguments[2].GetProperty("$binary").GetString().ShouldBe("/w==");
        }
    }
}
